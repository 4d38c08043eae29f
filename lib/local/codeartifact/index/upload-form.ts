import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import { IndexError } from './index-error';

/** Text fields of a form by name. */
export type Fields = ReadonlyMap<string, readonly string[]>;

/** What a form's file part became, with the fields around it. */
export interface UploadForm<T> {
  readonly fields: Fields;
  readonly fileName: string;
  readonly file: T;
}

/** The description of a project comes as a field; nothing longer is expected. */
const LONGEST_FIELD = 4 * 1024 * 1024;
const MOST_FIELDS = 2000;

/**
 * Reads the multipart form of an upload while it arrives. `receive` gets the bytes of the part `content` and the
 * fields that came before it; fields may follow. What `receive` does not read is read and dropped, because many clients
 * look for an answer only when they have sent everything.
 * @throws IndexError 400 for what is no such form; whatever `receive` throws
 */
export async function readUploadForm<T>(
  request: IncomingMessage,
  receive: (stream: Readable, fileName: string, fields: Fields) => Promise<T>,
): Promise<UploadForm<T>> {
  const fields = new Map<string, string[]>();
  let upload: { fileName: string; received: Promise<PromiseSettledResult<T>> } | undefined;
  const problems: string[] = [];
  const parser = openParser(request);
  // A part may lack the name that busboy's types promise.
  parser.on('field', (name = '', value, { nameTruncated, valueTruncated }) => {
    if (nameTruncated || valueTruncated)
      problems.push(`field ${name.slice(0, 80)} is longer than ${LONGEST_FIELD} bytes`);
    fields.set(name, [...(fields.get(name) ?? []), value]);
  });
  parser.on('file', (name = '', stream, { filename }) => {
    // `receive` sees an error when it reads; until it does, an error must not go without a listener.
    stream.on('error', () => undefined);
    if (name !== 'content' || !filename || upload) {
      problems.push(
        name === 'content' ? 'expected one file' : `file part "${name.slice(0, 80)}" is not supported`,
      );
      stream.resume();
      return;
    }
    const received = settle(receive(stream, filename, fields)).finally(() => stream.resume());
    upload = { fileName: filename, received };
  });
  parser.on('fieldsLimit', () => problems.push(`more than ${MOST_FIELDS} fields`));
  await parse(request, parser);
  if (problems.length > 0) throw new IndexError(400, problems.join('; '));
  if (!upload) throw new IndexError(400, 'expected a file in the form field "content"');
  const received = await upload.received;
  if (received.status === 'rejected') throw received.reason;
  return { fields, fileName: upload.fileName, file: received.value };
}

function openParser(request: IncomingMessage): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { fieldSize: LONGEST_FIELD, fields: MOST_FIELDS },
    });
  } catch (error) {
    throw new IndexError(400, `expected a multipart/form-data upload: ${(error as Error).message}`);
  }
}

/** Not `pipeline`, which would destroy the request when the form is none, and with it the way for an answer. */
function parse(request: IncomingMessage, parser: busboy.Busboy): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = () => {
      if (request.complete) return;
      const error = new Error('the client went away');
      parser.destroy(error);
      reject(error);
    };
    request.once('close', gone);
    // It may find more than one thing wrong.
    parser.on('error', (error: Error) => {
      request.unpipe(parser);
      request.resume();
      reject(new IndexError(400, `the form could not be read: ${error.message}`));
    });
    parser.once('close', () => {
      request.off('close', gone);
      resolve();
    });
    request.pipe(parser);
  });
}

/** A rejection must not go unhandled while the form is still being read. */
async function settle<T>(promise: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([promise]);
  return result;
}
