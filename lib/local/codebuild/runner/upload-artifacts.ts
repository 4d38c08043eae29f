import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Buildspec, BuildspecArtifacts } from '../../../contract/buildspec';
import { ServiceError } from '../../service';
import type { Build, BuildArtifacts, BuildPlan } from '../build';
import type { ProjectArtifacts } from '../project';
import { type ArtifactFile, artifactFiles } from './artifact-files';
import type { BuildLog } from './build-log';
import type { CallS3 } from './fetch-source';
import type { JobDirectories } from './job-directories';
import { PhaseError } from './phase-error';
import { hashFile, zipFiles } from './zip-files';

/** What uploading needs of a build. */
export interface UploadJob {
  readonly build: Build;
  readonly plan: BuildPlan;
  readonly buildspec: Buildspec;
  readonly directories: JobDirectories;
  readonly log: BuildLog;
  readonly callS3: CallS3;
  /** Expands variables and commands in a text, as the build's shell does. */
  readonly expand: (text: string) => Promise<string>;
}

/** One artifact on its way: what the buildspec takes, and where it goes. */
interface Delivery {
  readonly spec: BuildspecArtifacts;
  readonly target: ProjectArtifacts;
}

/** Uploads a build's artifacts as the project's role; answers what the build then shows. */
export async function uploadArtifacts(job: UploadJob): Promise<{
  artifacts?: BuildArtifacts;
  secondaryArtifacts?: BuildArtifacts[];
}> {
  const { plan } = job;
  if (plan.pipeline !== undefined) {
    const uploaded: BuildArtifacts[] = [];
    for (const output of plan.pipeline.artifacts) {
      const spec = pipelineSpec(job, output.name);
      uploaded.push(await uploadZip(job, spec, { ...output, packaging: 'ZIP', type: 'CODEPIPELINE' }));
    }
    return uploaded.length === 1 ? { artifacts: uploaded[0] } : { secondaryArtifacts: uploaded };
  }
  const primary = plan.artifacts.type === 'S3' ? [{ target: plan.artifacts, spec: primarySpec(job) }] : [];
  const secondary = plan.secondaryArtifacts
    .filter(({ type }) => type === 'S3')
    .map((target) => ({ target, spec: secondarySpec(job, target.artifactIdentifier ?? '') }));
  const uploaded: BuildArtifacts[] = [];
  for (const delivery of [...primary, ...secondary]) uploaded.push(await deliver(job, delivery));
  return {
    ...(primary.length === 0 ? {} : { artifacts: uploaded.shift() }),
    ...(secondary.length === 0 ? {} : { secondaryArtifacts: uploaded }),
  };
}

/**
 * With one output artifact the pipeline takes `artifacts`; with several each is a secondary artifact whose identifier
 * is the output's name (CodePipeline user guide, "CodeBuild build and test action reference", output artifacts).
 */
function pipelineSpec(job: UploadJob, name: string): BuildspecArtifacts {
  const secondary = job.buildspec.artifacts?.secondary[name];
  if (secondary !== undefined) return secondary;
  return job.plan.pipeline?.artifacts.length === 1 ? primarySpec(job) : secondarySpec(job, name);
}

function primarySpec({ buildspec }: UploadJob): BuildspecArtifacts {
  if (buildspec.artifacts === undefined)
    throw new PhaseError(
      'CLIENT_ERROR',
      'no artifacts are defined in the buildspec, but the build must make some',
    );
  return buildspec.artifacts;
}

function secondarySpec({ buildspec }: UploadJob, identifier: string): BuildspecArtifacts {
  const spec = buildspec.artifacts?.secondary[identifier];
  if (spec === undefined)
    throw new PhaseError('CLIENT_ERROR', `no secondary artifact "${identifier}" is defined in the buildspec`);
  return spec;
}

async function deliver(job: UploadJob, { spec, target }: Delivery): Promise<BuildArtifacts> {
  const named = target.overrideArtifactName && spec.name !== undefined;
  const name = named ? await job.expand(spec.name as string) : (target.name ?? job.build.projectName);
  // API reference, ProjectArtifacts: path, then the build's id, then the name.
  const namespace = target.namespaceType === 'BUILD_ID' ? job.build.id.split(':').at(-1) : '';
  const key = [target.path ?? '', namespace, name]
    .map((part) => (part ?? '').replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/');
  const place = { ...target, bucket: target.location as string, key };
  return target.packaging === 'ZIP' ? uploadZip(job, spec, place) : uploadEach(job, spec, place);
}

type Place = ProjectArtifacts & { readonly bucket: string; readonly key: string };

async function uploadZip(job: UploadJob, spec: BuildspecArtifacts, place: Place): Promise<BuildArtifacts> {
  const files = await collect(job, spec);
  const archive = join(job.directories.root, 'artifact.zip');
  await zipFiles(files, archive, spec.enableSymlinks);
  const { md5, sha256 } = await hashFile(archive);
  await put(job, place, {
    Key: place.key,
    file: archive,
    ContentType: 'application/zip',
    // User guide, "View summarized build information": names of the hashes in the object's metadata.
    Metadata: { 'codebuild-content-md5': md5, 'codebuild-content-sha256': sha256 },
  });
  await rm(archive);
  return { ...described(place), md5sum: md5, sha256sum: sha256 };
}

async function uploadEach(job: UploadJob, spec: BuildspecArtifacts, place: Place): Promise<BuildArtifacts> {
  for (const { path, name } of await collect(job, spec))
    await put(job, place, {
      Key: place.key === '' ? name : `${place.key}/${name}`,
      file: path,
      Metadata: {},
    });
  return described(place);
}

function described({ bucket, key, overrideArtifactName, encryptionDisabled, artifactIdentifier }: Place) {
  return {
    location: `arn:aws:s3:::${bucket}/${key}`,
    overrideArtifactName: overrideArtifactName ?? false,
    encryptionDisabled: encryptionDisabled ?? false,
    ...(artifactIdentifier === undefined ? {} : { artifactIdentifier }),
  };
}

async function collect(job: UploadJob, spec: BuildspecArtifacts): Promise<ArtifactFile[]> {
  const { log, expand, directories } = job;
  log.agent(`Expanding base directory path: ${spec.baseDirectory ?? '.'}`);
  const baseDirectory = spec.baseDirectory === undefined ? undefined : await expand(spec.baseDirectory);
  log.agent('Assembling file list');
  const files: string[] = [];
  for (const pattern of spec.files) files.push(await expand(pattern));
  for (const pattern of files) log.agent(`Expanding ${pattern}`);
  const found = await artifactFiles(directories.source, { ...spec, files, baseDirectory });
  // Wording as in recorded logs of CodeBuild.
  if (found.length === 0) throw new PhaseError('CLIENT_ERROR', 'no matching artifact paths found');
  log.agent(`Found ${found.length} file(s)`);
  return found;
}

async function put(
  job: UploadJob,
  place: Place,
  object: { Key: string; file: string; Metadata: Record<string, string>; ContentType?: string },
): Promise<void> {
  const { file, Metadata, ...rest } = object;
  const body = createReadStream(file);
  try {
    await job.callS3('PutObject', {
      Bucket: place.bucket,
      ...rest,
      Metadata: { ...Metadata, 'codebuild-buildarn': job.build.arn },
      ContentLength: (await stat(file)).size,
      Body: body,
      ...encryption(job.build.encryptionKey, place),
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new PhaseError(
      'CLIENT_ERROR',
      `${error.code}: ${error.message} for artifact s3://${place.bucket}/${object.Key}`,
      { cause: error },
    );
  } finally {
    // Nobody has read it when the call is refused.
    body.destroy();
  }
}

/** The project's key encrypts artifacts; the key that S3 keeps itself is S3's own affair. */
function encryption(key: string, { encryptionDisabled }: ProjectArtifacts) {
  return encryptionDisabled || key.endsWith('alias/aws/s3')
    ? {}
    : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key };
}
