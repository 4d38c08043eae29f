import { Duration, Validations } from 'aws-cdk-lib';
import {
  type BuildEnvironment,
  ComputeType,
  type IProject,
  LinuxArmBuildImage,
  LinuxArmLambdaBuildImage,
  LinuxBuildImage,
  LinuxLambdaBuildImage,
} from 'aws-cdk-lib/aws-codebuild';

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
