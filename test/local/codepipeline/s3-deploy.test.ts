import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { ActionContext } from '../../../lib/local/codepipeline/action-runner';
import { s3Deploy } from '../../../lib/local/codepipeline/actions/s3-deploy';

test.each(['true', 'false'])(
  'with Extract %s, what S3 refuses fails the action and is not kept open',
  async (Extract) => {
    const workDirectory = await mkdtemp(join(tmpdir(), 's3-deploy-'));
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('{}'), 'release.json');
    zip.end();
    const refused: Readable[] = [];
    const context = {
      inputs: [{ name: 'Built', s3location: { bucket: 'artifacts', key: 'built.zip' } }],
      configuration: { BucketName: 'releases', ObjectKey: 'demo', Extract },
      async call(_service: string, operation: string, input: { Body: Readable }) {
        if (operation === 'GetObject') return { Body: zip.outputStream };
        refused.push(input.Body);
        throw new Error('s3:PutObject is not allowed');
      },
    } as unknown as ActionContext;
    await expect(s3Deploy({ workDirectory }).run(context)).rejects.toThrow('s3:PutObject is not allowed');
    expect(refused.map(({ destroyed }) => destroyed)).toEqual([true]);
    expect(await readdir(workDirectory)).toEqual([]);
    await rm(workDirectory, { recursive: true });
  },
);
