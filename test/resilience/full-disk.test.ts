import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { Deployment } from '../acceptance/deployment';
import { compare } from '../faults/kill/kill-again';
import { StoreClient, sha256 } from '../faults/kill/store-client';
import { Told } from '../faults/kill/told';
import { writeUntilBroken } from '../faults/kill/write-load';
import { seededRandom } from '../faults/world/random';
import { canHaveSmallDisk, SmallDisk } from './small-disk';

const MEBIBYTE = 1024 * 1024;
const FULL = 'No space is left on the disk';
/** Where users may not have file systems of their own, nothing else makes a disk full without being root. */
const whereDisksFillUp = canHaveSmallDisk() ? test : test.skip;

const told = new Told();
let disk: SmallDisk;
let deployment: Deployment;

/** One for all: on a full disk it goes on with the token that it was given before. */
let client: StoreClient;
/** What is not as clients were told. */
const lost = () => compare(client, told, told.all());

async function start(): Promise<void> {
  await deployment.start();
  client = new StoreClient(deployment.url);
}

beforeAll(async () => {
  if (!canHaveSmallDisk()) return;
  disk = await SmallDisk.open(96);
  deployment = new Deployment([], disk);
  await start();
  await client.prepare();
});
afterAll(async () => {
  await deployment?.stop();
  await disk?.close();
});

/** Starts an execution that has to write while the disk is full. */
async function startWaiting(): Promise<string> {
  const { stepFunctions } = deployment.clients;
  const { stateMachines = [] } = await stepFunctions.send(new ListStateMachinesCommand({}));
  const { stateMachineArn: known } = stateMachines[0] ?? {};
  const { roleArn } = await stepFunctions.send(new DescribeStateMachineCommand({ stateMachineArn: known }));
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'Wait',
    States: {
      Wait: { Type: 'Wait', Seconds: 3, Next: 'Grow' },
      Grow: { Type: 'Pass', Output: "{% $pad('', 100000, 'x') %}", End: true },
    },
  };
  const { stateMachineArn } = await stepFunctions.send(
    new CreateStateMachineCommand({ name: 'waiting', roleArn, definition: JSON.stringify(definition) }),
  );
  return (await stepFunctions.send(new StartExecutionCommand({ stateMachineArn }))).executionArn ?? '';
}

whereDisksFillUp('a full disk is a clear error, and everything that was acknowledged stays', async () => {
  disk.fill(4 * MEBIBYTE);
  // Every lane goes on until something that it asks for is refused.
  await writeUntilBroken(client, { told, round: 1, random: seededRandom(1) });
  expect(told.count).toBeGreaterThan(6);
  disk.empty();
  const waiting = await startWaiting();
  disk.fill();

  const bytes = Buffer.alloc(300_000, 'x');
  const upload = () => client.upload('kept-late', '1.0', bytes);
  const item = () => client.putItem('late', bytes.toString());
  const object = () => client.putObject('late', bytes);
  for (const refused of [upload, item, object]) await expect(refused()).rejects.toThrow(FULL);
  await expect(upload()).rejects.toMatchObject({ status: 500 });
  for (const refused of [item, object])
    await expect(refused()).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  const publish = () => deployment.startRun({ package: 'kept-late', version: '1.0' });
  await expect(publish()).rejects.toThrow(FULL);
  expect(await lost()).toEqual([]);

  disk.empty();
  await told.change('first/kept-late/1.0', sha256(bytes), upload);
  await told.change('item/late', bytes.toString(), item);
  await told.change('object/late', sha256(bytes), object);
  expect(await deployment.endOf(await publish())).toMatchObject({ error: 'ReleaseNotFound' });
  expect(await deployment.endOf(waiting)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await lost()).toEqual([]);
});

whereDisksFillUp('what was written after a full disk is there when the runtime was killed', async () => {
  await deployment.stop('SIGKILL');
  await start();
  expect(told.all().length).toBeGreaterThan(6);
  expect(await lost()).toEqual([]);
});

whereDisksFillUp('a start that has no room says so, and the next one finds everything', async () => {
  const bytes = Buffer.alloc(300_000, 'y');
  await told.change('item/last', bytes.toString(), () => client.putItem('last', bytes.toString()));
  disk.fill();
  // What it has in its log must be written elsewhere before it can go on.
  await deployment.stop('SIGKILL');
  await expect(start()).rejects.toThrow(/no space left on device/i);
  disk.empty();
  await start();
  expect(await lost()).toEqual([]);
});
