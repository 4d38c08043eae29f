import { faultsCommand } from '../test/faults/command';

// The SDK's notice about a coming end of Node.js 20 is no result.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

faultsCommand(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    process.stderr.write(`${error.message ?? error}\n`);
    process.exitCode = 1;
  },
);
