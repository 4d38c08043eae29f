import { type AddressInfo, createServer } from 'node:net';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { createClients } from '../../lib/cli/clients';

test('a call that is never answered fails where a limit is set, so that nothing waits for it for ever', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    const { stepFunctions } = createClients({
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      callLimit: 20,
    });
    const asked = stepFunctions.send(new ListExecutionsCommand({ maxResults: 1 }));
    await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' });
  } finally {
    server.close();
  }
});
