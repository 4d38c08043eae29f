/** Preloaded into a program: writes the path of each file that it reads to the file named in TRACE_READS. */
const fs = require('node:fs');
const path = require('node:path');

const seen = new Set();
for (const name of ['readFileSync', 'openSync', 'copyFileSync', 'createReadStream']) {
  const original = fs[name];
  fs[name] = (file, ...rest) => {
    if (typeof file === 'string') seen.add(path.resolve(file));
    return original.call(fs, file, ...rest);
  };
}
process.on('exit', () => {
  for (const file of Object.keys(require.cache)) seen.add(file);
  fs.writeFileSync(process.env.TRACE_READS, [...seen].join('\n'));
});
