import { GetObjectCommand } from '@aws-sdk/client-s3';
import { type Release, releaseKeys } from '../../contract';
import { CliError } from '../failure';
import type { Target } from '../target';

/** Reads the manifest of a stored build. */
export async function readRelease(
  target: Target,
  build: { package: string; version: string; digest: string },
): Promise<Release> {
  const key = releaseKeys(build).manifest;
  try {
    const answer = await target.clients.s3.send(
      new GetObjectCommand({ Bucket: target.releaseBucket, Key: key }),
    );
    return JSON.parse((await answer.Body?.transformToString()) ?? '') as Release;
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new CliError(
      `expected release.json at s3://${target.releaseBucket}/${key}, got ${reason}`,
      undefined,
      {
        cause: error,
      },
    );
  }
}
