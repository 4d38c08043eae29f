import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ServiceError } from '../../service';
import { BlobBody } from '../../storage/blob-body';
import type { Build, BuildPlan, S3Location } from '../build';
import type { JobDirectories } from './job-directories';
import { PhaseError } from './phase-error';
import { unzip } from './unzip';

/** Calls S3 as the project's role. */
export type CallS3 = (operation: 'GetObject' | 'PutObject', input: Record<string, unknown>) => Promise<any>;

/** Brings the sources of a build to its folders, read from S3 as the project's role. */
export async function fetchSources(
  job: { readonly build: Build; readonly plan: BuildPlan },
  directories: JobDirectories,
  callS3: CallS3,
): Promise<void> {
  const { primary, secondary } = sourcesOf(job);
  await mkdir(directories.source, { recursive: true });
  if (primary !== undefined)
    await fetchZip(primary, { into: directories.source, directories, callS3, name: 'primary source' });
  for (const source of secondary) {
    const into = directories.secondary[source.name] as string;
    await mkdir(into, { recursive: true });
    if (source.at !== undefined)
      await fetchZip(source.at, { into, directories, callS3, name: `secondary source ${source.name}` });
  }
}

function sourcesOf({ build, plan }: { build: Build; plan: BuildPlan }) {
  if (plan.pipeline !== undefined)
    return {
      primary: plan.pipeline.primarySource,
      secondary: plan.pipeline.secondarySources.map((at) => ({ name: at.name, at })),
    };
  const versions = new Map(
    build.secondarySourceVersions.map((one) => [one.sourceIdentifier, one.sourceVersion]),
  );
  return {
    primary: locationOf(build.source.location, build.sourceVersion),
    secondary: build.secondarySources.map((source) => {
      const name = source.sourceIdentifier ?? '';
      return { name, at: locationOf(source.location, versions.get(name)) };
    }),
  };
}

function locationOf(location: string | undefined, versionId?: string): S3Location | undefined {
  if (location === undefined) return undefined;
  const slash = location.indexOf('/');
  return { bucket: location.slice(0, slash), key: location.slice(slash + 1), versionId };
}

async function fetchZip(
  source: S3Location,
  to: { into: string; directories: JobDirectories; callS3: CallS3; name: string },
): Promise<void> {
  const file = join(to.directories.root, 'download.zip');
  try {
    const object = await to.callS3('GetObject', {
      Bucket: source.bucket,
      Key: source.key,
      ...(source.versionId === undefined ? {} : { VersionId: source.versionId }),
    });
    const body = object.Body instanceof Readable ? object.Body : Readable.from([object.Body]);
    if (body instanceof BlobBody) await body.saveAs(file);
    else await pipeline(body, createWriteStream(file));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const version = source.versionId === undefined ? '' : ` and source version ${source.versionId}`;
    throw new PhaseError(
      'CLIENT_ERROR',
      `${error.code}: ${error.message} for ${to.name} s3://${source.bucket}/${source.key}${version}`,
      { cause: error },
    );
  }
  await unzip(file, to.into);
  await rm(file);
}
