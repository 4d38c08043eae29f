const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Takes the lock file, or tells who holds it. A holder that was killed does not count. */
function tryTake(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  let holder;
  try {
    holder = Number(fs.readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
  // An empty file belongs to someone who has just created it, unless it stays empty.
  const age = Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (holder > 0 ? !isAlive(holder) : age > 5000) fs.rmSync(file, { force: true });
  return false;
}

/** Runs `work` while no other process sets up the same clone: two commands started at once wait for each other. */
async function withLock(root, work) {
  const key = createHash('sha256').update(fs.realpathSync(root)).digest('hex').slice(0, 16);
  const file = path.join(os.tmpdir(), `vigilant-setup-${process.getuid?.() ?? 0}-${key}.lock`);
  while (!tryTake(file)) await delay(200);
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

module.exports = { withLock };
