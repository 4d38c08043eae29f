const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/**
 * Before the first test: one folder for the temporary files of all of them and of the processes that they start. It goes
 * when jest ends, with what killed processes left in it.
 */
module.exports = async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vigilant-test-'));
  // Some tests are another user for a while.
  fs.chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
};
