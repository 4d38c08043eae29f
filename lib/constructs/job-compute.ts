import { Duration, Validations } from 'aws-cdk-lib';
import {
  type BuildEnvironment,
  BuildSpec,
  ComputeType,
  type IProject,
  LinuxArmBuildImage,
  LinuxArmLambdaBuildImage,
  LinuxBuildImage,
  LinuxLambdaBuildImage,
} from 'aws-cdk-lib/aws-codebuild';
import { loadBuildspec } from './definitions';

/** What a CodeBuild job runs on. */
export type JobCompute =
  | {
      /** Starts in seconds, billed by the second, 15 minutes at most. */
      readonly type: 'lambda';
      readonly size: '1GB' | '2GB' | '4GB' | '8GB' | '10GB';
      readonly architecture: 'arm64' | 'x86_64';
    }
  | {
      /** A full container: compilers, much disk, hours of time. */
      readonly type: 'ec2';
      readonly size: 'small' | 'medium' | 'large';
      readonly architecture: 'arm64' | 'x86_64';
      readonly timeoutMinutes: number;
    };

const LAMBDA_SIZES = {
  '1GB': ComputeType.LAMBDA_1GB,
  '2GB': ComputeType.LAMBDA_2GB,
  '4GB': ComputeType.LAMBDA_4GB,
  '8GB': ComputeType.LAMBDA_8GB,
  '10GB': ComputeType.LAMBDA_10GB,
} as const;
const EC2_SIZES = { small: ComputeType.SMALL, medium: ComputeType.MEDIUM, large: ComputeType.LARGE } as const;

/** Of the images below: those of Lambda compute have one Python, those of EC2 compute this one among others. */
const PYTHON = '3.12';

/**
 * What a job does: `buildspecs/<name>.yml`. On EC2 compute it names its Python. The default of an image changes when that
 * Python's time is over (CodeBuild user guide, "Available runtimes"), and a compiled wheel of the same commit with it.
 */
export function jobBuildSpec(name: 'build' | 'publish', compute: JobCompute): BuildSpec {
  const { phases, ...rest } = loadBuildspec(name) as { phases: Record<string, object> };
  const install = { 'runtime-versions': { python: PYTHON }, ...phases['install'] };
  return BuildSpec.fromObjectToYaml({
    ...rest,
    phases: compute.type === 'ec2' ? { ...phases, install } : phases,
  });
}

/** The environment and time limit of a job; Lambda compute has no time limit to set. */
export function jobCompute(compute: JobCompute): { environment: BuildEnvironment; timeout?: Duration } {
  const arm = compute.architecture === 'arm64';
  if (compute.type === 'lambda') {
    return {
      environment: {
        buildImage: arm
          ? LinuxArmLambdaBuildImage.AMAZON_LINUX_2023_PYTHON_3_12
          : LinuxLambdaBuildImage.AMAZON_LINUX_2023_PYTHON_3_12,
        computeType: LAMBDA_SIZES[compute.size],
      },
    };
  }
  return {
    environment: {
      buildImage: arm
        ? LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_3_0
        : LinuxBuildImage.AMAZON_LINUX_2023_5,
      computeType: EC2_SIZES[compute.size],
    },
    timeout: Duration.minutes(compute.timeoutMinutes),
  };
}

/** Says why a project has no key of the deployment's own, where the configuration wants none. */
export function acknowledgeServiceKey(project: IProject): void {
  Validations.of(project).acknowledge({
    id: 'AwsSolutions-CB4',
    reason: 'The configuration asks for keys that AWS owns; artifacts are encrypted with the key of S3',
  });
}
