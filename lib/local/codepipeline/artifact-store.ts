import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ActionContext, Artifact } from './action-runner';
import type { ArtifactLocation } from './execution';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A new place for an artifact, named as CodePipeline names them: `my-pipeline/SourceArti/x8Kq2Zp`. */
export function newArtifactLocation(request: {
  readonly bucket: string;
  readonly pipelineName: string;
  readonly artifactName: string;
}): ArtifactLocation {
  const suffix = [...randomBytes(7)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return {
    bucket: request.bucket,
    key: `${request.pipelineName.slice(0, 20)}/${request.artifactName.slice(0, 10)}/${suffix}`,
  };
}

/** Writes an artifact as the action's role. */
export async function writeArtifact(
  context: ActionContext,
  artifact: Artifact,
  body: Readable,
): Promise<void> {
  await context.call('s3', 'PutObject', {
    Bucket: artifact.s3location.bucket,
    Key: artifact.s3location.key,
    Body: body,
    ContentType: 'application/zip',
    ...(context.encryptionKeyId === undefined
      ? {}
      : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: context.encryptionKeyId }),
  });
}

/** Reads an artifact as the action's role. */
export async function readArtifact(context: ActionContext, artifact: Artifact): Promise<Readable> {
  const { bucket, key } = artifact.s3location;
  const answer = await context.call('s3', 'GetObject', { Bucket: bucket, Key: key });
  return answer.Body;
}
