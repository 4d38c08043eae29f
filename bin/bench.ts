import { bench } from '../test/bench/bench';

// The SDK's notice about a coming end of Node.js 20 is no result.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

bench(process.argv.slice(2), (text) => process.stdout.write(`${text}\n`)).catch((error) => {
  process.stderr.write(`${error.stack ?? error}\n`);
  process.exitCode = 1;
});
