/**
 * Runs inside a function's own process, as AWS's runtime interface client does: loads the handler, then handles one
 * invocation after the other. It is plain JavaScript, because the process must start without any loader.
 *
 * Shapes of log lines and errors follow https://github.com/aws/aws-lambda-nodejs-runtime-interface-client.
 */
const { createRequire } = require('node:module');
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { format, types } = require('node:util');

const jsonLogs = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const lowestLevel = LEVELS.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL ?? 'TRACE');
let requestId = '';

function send(message) {
  if (process.connected) process.send(message);
}

/** What was printed goes first: of a long text, a part waits until the pipe has room. */
async function answer(message) {
  for (const stream of [process.stdout, process.stderr])
    if (stream.writableLength > 0) await new Promise((written) => stream.write('', written));
  send(message);
}

function describeError(error) {
  if (types.isNativeError(error) || error instanceof Error)
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: (error.stack ?? '').split('\n'),
    };
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

function jsonLine(level, parameters) {
  const entry = { timestamp: new Date().toISOString(), level, requestId };
  const [first] = parameters;
  entry.message =
    parameters.length === 1 && typeof first === 'object' && first !== null && !(first instanceof Error)
      ? first
      : format(...parameters);
  const error = parameters.find((parameter) => parameter instanceof Error);
  if (error) {
    const { errorType, errorMessage, trace } = describeError(error);
    Object.assign(entry, { errorType, errorMessage, stackTrace: trace });
  }
  return JSON.stringify(entry);
}

function patchConsole(method, level) {
  console[method] = (...parameters) => {
    if (jsonLogs && LEVELS.indexOf(level) < lowestLevel) return;
    const line = jsonLogs
      ? jsonLine(level, parameters)
      : [new Date().toISOString(), requestId, level, format(...parameters)].join('\t');
    send({ type: 'log', line });
  };
}

async function loadHandler() {
  const root = process.env.LAMBDA_TASK_ROOT;
  // `folder/file.export.path`: the module ends at the first dot after the last slash.
  const [, moduleName, exportPath] = /^((?:.*\/)?[^/.]+)\.(.+)$/.exec(process.env._HANDLER) ?? [];
  if (moduleName === undefined) throw named('Runtime.MalformedHandlerName', 'Bad handler');
  const file = ['.js', '.mjs', '.cjs'].map((ending) => join(root, moduleName + ending)).find(existsSync);
  if (file === undefined)
    throw named(
      'Runtime.ImportModuleError',
      `Error: Cannot find module '${moduleName}'\nRequire stack:\n- ${root}`,
    );
  let loaded;
  try {
    loaded = file.endsWith('.mjs') ? await import(pathToFileURL(file)) : await requireOrImport(file);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw named('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND')
      throw named('Runtime.ImportModuleError', `Error: ${error.message}`);
    throw error;
  }
  const handler = exportPath.split('.').reduce((value, name) => value?.[name], loaded);
  if (handler === undefined)
    throw named('Runtime.HandlerNotFound', `${process.env._HANDLER} is undefined or not exported`);
  if (typeof handler !== 'function')
    throw named('Runtime.HandlerNotFound', `${process.env._HANDLER} is not a function`);
  return handler;
}

/** A `.js` file is an ES module when the package.json next to it says so. */
async function requireOrImport(file) {
  try {
    return createRequire(file)(file);
  } catch (error) {
    if (error?.code !== 'ERR_REQUIRE_ESM') throw error;
    return import(pathToFileURL(file));
  }
}

function named(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}

function contextOf(invocation) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: invocation.arn,
    awsRequestId: invocation.requestId,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadline - Date.now()),
  };
}

async function invoke(handler, invocation) {
  requestId = invocation.requestId;
  try {
    const result = await handler(JSON.parse(invocation.payload), contextOf(invocation));
    await answer({ type: 'result', payload: JSON.stringify(result === undefined ? null : result) });
  } catch (error) {
    const described = describeError(error);
    if (jsonLogs) console.error(error);
    else {
      const { trace, ...rest } = described;
      console.error(`Invoke Error \t${JSON.stringify({ ...rest, stack: trace })}`);
    }
    await answer({ type: 'error', error: described });
  }
}

async function main() {
  for (const [method, level] of Object.entries({
    trace: 'TRACE',
    debug: 'DEBUG',
    info: 'INFO',
    log: 'INFO',
    warn: 'WARN',
    error: 'ERROR',
  }))
    patchConsole(method, level);
  process.on('disconnect', () => process.exit(0));
  let handler;
  try {
    handler = await loadHandler();
    // Callbacks ended with this runtime: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
    if (handler.length > 2)
      throw named(
        'Runtime.CallbackHandlerDeprecated',
        'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24; the local runtime has none.',
      );
  } catch (error) {
    await answer({ type: 'init-error', error: describeError(error) });
    return;
  }
  process.on('message', (invocation) => invoke(handler, invocation));
  send({ type: 'ready' });
}

main();
