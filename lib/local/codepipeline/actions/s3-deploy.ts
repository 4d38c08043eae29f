import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ActionContext, ActionFailure, type ActionRunner, type Artifact } from '../action-runner';
import { readArtifact } from '../artifact-store';
import { readZip } from '../read-zip';

/**
 * Deploy action to S3: puts the artifact's files (`Extract` true) below `ObjectKey`, or the zip itself at `ObjectKey`.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3Deploy.html
 */
export function s3Deploy(options: { readonly workDirectory: string }): ActionRunner {
  return {
    type: 'Deploy/AWS/S3/1',
    configuration: ['BucketName', 'Extract', 'ObjectKey', 'CacheControl', 'KMSEncryptionKeyARN'],
    artifacts: { input: [1, 1], output: [0, 0] },
    timeoutInMinutes: 90,
    validate({ configuration }, where) {
      if (configuration['Extract'] !== 'true' && configuration['ObjectKey'] === undefined)
        throw new Error(`${where}: ObjectKey is required when Extract is false`);
    },
    async run(context) {
      const artifact = context.inputs[0] as Artifact;
      const { ObjectKey: key = '', Extract: extract } = context.configuration;
      const file = join(options.workDirectory, `${randomUUID()}.zip`);
      await mkdir(options.workDirectory, { recursive: true });
      try {
        const body = await readArtifact(context, artifact);
        if (extract !== 'true') await put(context, { key, body });
        else {
          await pipeline(body, createWriteStream(file));
          await putFiles(context, { file, prefix: key });
        }
      } finally {
        await rm(file, { force: true });
      }
      return { summary: 'Deployment Succeeded', externalExecutionId: artifact.s3location.key };
    },
  };
}

async function putFiles(
  context: ActionContext,
  { file, prefix }: { file: string; prefix: string },
): Promise<void> {
  let count = 0;
  for await (const entry of readZip(file)) {
    const path = prefix.replace(/\/+$/, '');
    await put(context, { key: path === '' ? entry.name : `${path}/${entry.name}`, body: await entry.open() });
    count += 1;
  }
  if (count === 0)
    throw new ActionFailure('JobFailed', `The artifact ${context.inputs[0]?.name} holds no files to deploy.`);
}

async function put(context: ActionContext, { key, body }: { key: string; body: Readable }): Promise<void> {
  const { BucketName, CacheControl, KMSEncryptionKeyARN } = context.configuration;
  try {
    await context.call('s3', 'PutObject', {
      Bucket: BucketName,
      Key: key,
      Body: body,
      ...(CacheControl === undefined ? {} : { CacheControl }),
      ...(KMSEncryptionKeyARN === undefined
        ? {}
        : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KMSEncryptionKeyARN }),
    });
  } finally {
    // Nobody has read it when the call is refused.
    body.destroy();
  }
}
