import { request } from 'node:http';
import { connect } from 'node:net';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import * as fc from 'fast-check';
import { type StandIn, startStandIn } from './stand-in';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn({ maxBodyBytes: 10_000 });
});
afterAll(() => standIn.endpoint.close());
beforeEach(() => {
  standIn.inputs.length = 0;
  standIn.lines.length = 0;
});

/** Sends bytes as they are and gives back whatever comes until the connection closes or falls silent. */
function raw(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(standIn.port, '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      socket.end();
    });
    socket.on('error', () => resolve(answer));
    socket.on('close', () => resolve(answer));
  });
}

function http(
  headers: Record<string, string>,
  options: { method?: string; path?: string; body?: string } = {},
) {
  return new Promise<{ status: number; body: string; type: string }>((resolve, reject) => {
    const sent = request(
      {
        port: standIn.port,
        host: '127.0.0.1',
        method: options.method ?? 'POST',
        path: options.path ?? '/',
        headers,
      },
      (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body,
            type: String(response.headers['x-amzn-errortype']),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(options.body ?? '');
  });
}

async function stillServes() {
  const client = new SFNClient(standIn.config);
  const started = await client.send(new StartExecutionCommand({ stateMachineArn: 'arn' }));
  expect(started.executionArn).toBe('arn:execution');
}

/** A Step Functions call whose body is replaced before it is signed. */
function signedBody(body: string) {
  const command = new StartExecutionCommand({ stateMachineArn: 'arn' });
  command.middlewareStack.add(
    (next) => (args) => {
      const given = args.request as any;
      given.body = body;
      given.headers['content-length'] = String(Buffer.byteLength(body));
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  return new SFNClient(standIn.config).send(command);
}

describe('browsers', () => {
  test.each([
    ['Host', { host: 'evil.example' }],
    ['Host', { host: 'evil.example:80' }],
    ['Host', { host: '127.0.0.1.evil.example' }],
    ['Origin', { origin: 'http://evil.example' }],
    ['Origin', { origin: 'null' }],
    ['Origin', { origin: 'http://localhost:1' }],
    ['Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site', { 'sec-fetch-site': 'same-site' }],
  ])('a request that shows another site in %s is refused: %j', async (name, headers) => {
    const answer = await http(headers as unknown as Record<string, string>);
    expect(answer.status).toBe(403);
    expect(answer.body).toContain(`${name}: expected`);
  });

  test("the endpoint's own pages may call it", async () => {
    const headers = { origin: standIn.url, 'sec-fetch-site': 'same-origin' };
    const answer = await http(headers, { method: 'GET', path: '/_local/health' });
    expect(answer).toMatchObject({ status: 200, body: '{"status":"ok"}' });
  });
});

describe('signatures', () => {
  const credential = 'Credential=AKIALOCALOPERATOR000/20260101/us-east-1/states/aws4_request';
  const date = { 'x-amz-date': '20260101T000000Z', 'x-amz-target': 'AWSStepFunctions.StartExecution' };
  test.each([
    ['', 'MissingAuthenticationTokenException'],
    ['Basic YTpi', 'IncompleteSignature'],
    ['AWS4-HMAC-SHA256', 'IncompleteSignature'],
    [`AWS4-HMAC-SHA256 ${credential}`, 'IncompleteSignature'],
    ['AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=00', 'IncompleteSignature'],
    [`AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=zz`, 'IncompleteSignature'],
    [
      `AWS4-HMAC-SHA256 ${credential.replace('states', 'nowhere')}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
      'UnknownOperationException',
    ],
    [
      `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
      'InvalidSignatureException',
    ],
    [
      `AWS4-HMAC-SHA256 ${credential.replace('AKIALOCALOPERATOR000', 'AKIANOBODY')}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
      'UnrecognizedClientException',
    ],
  ])('the Authorization %j ends in %s', async (authorization, type) => {
    const headers = authorization === '' ? date : { ...date, authorization };
    const answer = await http(headers, { body: '{"stateMachineArn":"arn"}' });
    expect(answer.type).toBe(type);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(standIn.inputs).toEqual([]);
  });

  test('a date of the credential that is not that of the request is refused in the words of the service', async () => {
    const scope = 'AKIALOCALOPERATOR000/20260101/us-east-1';
    const signed = (service: string) =>
      `AWS4-HMAC-SHA256 Credential=${scope}/${service}/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
    const later = { ...date, 'x-amz-date': '20260102T000000Z' };
    const states = await http({ ...later, authorization: signed('states') });
    expect(states.type).toBe('InvalidSignatureException');
    expect(states.body).toContain("from HTTP: '20260101' != '20260102', from '20260102T000000Z'");
    const s3 = { method: 'GET', path: '/b/k' };
    const header = await http({ ...later, authorization: signed('s3') }, s3);
    expect(header).toMatchObject({ status: 400, body: expect.stringContaining('HeaderMalformed') });
    const presigned =
      `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${scope}/s3/aws4_request&X-Amz-Date=20260102T000000Z` +
      `&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Signature=${'0'.repeat(64)}`;
    standIn.clock.time = Date.parse('2026-01-02');
    const address = await http({}, { ...s3, path: `/b/k?${presigned}` });
    expect(address).toMatchObject({ status: 400, body: expect.stringContaining('QueryParametersError') });
  });

  test('a body that is not the signed one is refused', async () => {
    const command = new StartExecutionCommand({ stateMachineArn: 'arn' });
    command.middlewareStack.add(
      (next) => (args) => {
        const given = args.request as any;
        given.body = new TextEncoder().encode('{"stateMachineArn":"ARN"}');
        return next(args);
      },
      { step: 'deserialize', priority: 'low' },
    );
    await expect(new SFNClient(standIn.config).send(command)).rejects.toThrow(/does not match/);
    expect(standIn.inputs).toEqual([]);
  });
});

describe('bodies', () => {
  test.each([
    ['{"stateMachineArn":', 'SerializationException'],
    ['[]', 'SerializationException'],
    ['null', 'SerializationException'],
    ['{"stateMachineArn":7}', 'SerializationException'],
    ['{"stateMachineArn":{"a":1}}', 'SerializationException'],
    ['{"stateMachineArn":"a","__proto__":{"input":"{}"}}', 'ValidationException'],
    ['{"stateMachineArn":"a","constructor":{}}', 'ValidationException'],
    [`${'['.repeat(4000)}${']'.repeat(4000)}`, 'SerializationException'],
    [`{"stateMachineArn":"${'a'.repeat(10_000)}"}`, 'RequestEntityTooLargeException'],
  ])('%.60s … is refused', async (body, name) => {
    await expect(signedBody(body)).rejects.toMatchObject({ name });
    expect(standIn.inputs).toEqual([]);
  });

  test('an invocation that is too large is refused by a name that the model of Lambda does not have', async () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=AKIALOCALOPERATOR000/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
    const headers = { authorization, 'x-amz-date': '20260101T000000Z' };
    const path = '/2015-03-31/functions/f/invocations';
    const answer = await http(headers, { path, body: JSON.stringify('a'.repeat(10_000)) });
    expect(answer).toMatchObject({ status: 413, type: 'RequestEntityTooLargeException' });
    expect(standIn.inputs).toEqual([]);
  });

  test('a chunked body that does not end is cut off at the limit', async () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=AKIALOCALOPERATOR000/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
    const head =
      `POST / HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${authorization}\r\nx-amz-date: 20260101T000000Z\r\n` +
      'x-amz-target: AWSStepFunctions.StartExecution\r\ntransfer-encoding: chunked\r\n\r\n';
    const answer = await raw(head + `1000\r\n${'a'.repeat(0x1000)}\r\n`.repeat(4));
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    await stillServes();
  });
});

test('a client that waits with its body is refused without it, and the connection is closed', async () => {
  const head =
    'PUT /b/k HTTP/1.1\r\nhost: 127.0.0.1\r\nexpect: 100-continue\r\ncontent-length: 1000000\r\n\r\n';
  const answer = await raw(head);
  expect(answer).toMatch(/^HTTP\/1.1 403 /);
  expect(answer).toMatch(/connection: close/i);
});

test('what is not HTTP gets a refusal and harms nobody', async () => {
  expect(await raw('\u0000\u0001\u0002\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
  expect(await raw(`GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${'a'.repeat(200_000)}\r\n\r\n`)).toMatch(
    /^(HTTP\/1.1 431 |$)/,
  );
  expect(await raw('GET http://evil.example/ HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n')).toMatch(/^HTTP\/1.1 4/);
  expect(await raw('GET /a?%zz=%e0%a4%a HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
  await stillServes();
});

test('no request line, header or body, however odd, makes it fail on its own account', async () => {
  const word = fc.oneof(
    fc.constantFrom(
      '/',
      '%',
      '..',
      '?',
      '&',
      '=',
      'AWS4-HMAC-SHA256 ',
      'Credential=a/20260101/r/s3/aws4_request',
    ),
    fc.string({ maxLength: 20 }),
  );
  const text = fc.array(word, { maxLength: 6 }).map((words) => words.join('').replace(/[^\x20-\x7e]/g, '~'));
  await fc.assert(
    fc.asyncProperty(text, text, text, async (path, authorization, body) => {
      const head = `PUT /${path.replaceAll(' ', '')} HTTP/1.1\r\nhost: 127.0.0.1\r\nx-amz-date: 20260101T000000Z\r\n`;
      const answer = await raw(
        `${head}authorization: ${authorization}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
      expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
    }),
    { numRuns: 200 },
  );
  expect(standIn.lines).toEqual([]);
  await stillServes();
});
