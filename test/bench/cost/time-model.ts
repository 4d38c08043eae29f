/**
 * Seconds that this machine cannot measure: assumptions, each with its reason. They stand in one place so that whoever
 * has an account can replace them with what it shows.
 */
export const TIME_MODEL = {
  /** EC2 compute: PROVISIONING of a small on-demand container; recorded logs in the field show 20 to 60 s. */
  ec2Start: 25,
  /** Lambda compute "automatically scales, so builds aren't waiting in queue" and has "a lower start-up latency" (user guide). */
  lambdaStart: 5,
  /** Build job: start on EC2 compute, pinned tools from PyPI, build and check; the same for both sides. */
  build: 25 + 25,
  /** The sample's publish job: downloads 60 MB of AWS CLI, unzips and installs it. */
  sampleCliInstall: 12,
  /** `pip3 install twine` with about 20 dependencies from PyPI. */
  sampleTwineInstall: 8,
  /** Four AWS CLI calls and twine on 2 vCPU: what was measured here, rounded up. */
  samplePublish: 5,
  /** CPU seconds of our publish job, measured here and rounded up; 1 GB of Lambda is 0.58 of a vCPU (1,769 MB is one). */
  publishCpu: 1.5 / 0.58,
  /** Bytes per second from CodeBuild to CodeArtifact of another region; only large wheels notice. */
  uploadBytesPerSecond: 20_000_000,
  /** A warm handler waits for two or three calls to another region, 0.2 s each; a cold start adds 0.4 s. */
  handler: 0.6,
  cold: 0.4,
  /** CodePipeline between two actions. */
  pipelineStep: 3,
} as const;
