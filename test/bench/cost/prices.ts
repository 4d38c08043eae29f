/** What AWS charges for one unit in us-east-1, in US dollars, before any free tier. */
export interface Price {
  readonly dollars: number;
  readonly unit: string;
  readonly source: string;
  /** Whether the number was read on AWS's own page; the others are second-hand. */
  readonly confirmed: boolean;
}

/** Prices of everything that a release uses. Look at the sources before relying on them: AWS changes prices. */
export const PRICES = {
  transition: {
    dollars: 0.025 / 1000,
    unit: 'state transition (Standard)',
    source: 'aws.amazon.com/step-functions/pricing',
    confirmed: true,
  },
  pipelineMinute: {
    dollars: 0.002,
    unit: 'action execution minute (V2), rounded up for each action',
    source: 'aws.amazon.com/codepipeline/pricing',
    confirmed: true,
  },
  lambdaSecond: {
    dollars: 0.0000133334,
    unit: 'GB-second (arm64)',
    source: 'aws.amazon.com/lambda/pricing, as quoted by third parties',
    confirmed: false,
  },
  lambdaRequest: {
    dollars: 0.2 / 1_000_000,
    unit: 'invocation',
    source: 'aws.amazon.com/lambda/pricing, as quoted by third parties',
    confirmed: false,
  },
  buildMinuteSmall: {
    dollars: 0.005,
    unit: 'minute of general1.small (x86_64), rounded up for each build',
    source: 'aws.amazon.com/codebuild/pricing, as quoted by third parties',
    confirmed: false,
  },
  buildSecondLambda: {
    dollars: 0.00001,
    unit: 'second of arm.lambda.1GB',
    source: 'aws.amazon.com/codebuild/pricing, from memory: no copy of the page was found',
    confirmed: false,
  },
  codeArtifactRequest: {
    dollars: 0.05 / 10_000,
    unit: 'request',
    source: 'aws.amazon.com/codeartifact/pricing, as quoted by third parties',
    confirmed: false,
  },
  s3Put: {
    dollars: 0.005 / 1000,
    unit: 'PUT',
    source: 'aws.amazon.com/s3/pricing, from memory',
    confirmed: false,
  },
  s3Get: {
    dollars: 0.0004 / 1000,
    unit: 'GET',
    source: 'aws.amazon.com/s3/pricing, from memory',
    confirmed: false,
  },
  ledgerWrite: {
    dollars: 0.625 / 1_000_000,
    unit: 'write request unit (on demand)',
    source: 'aws.amazon.com/dynamodb/pricing/on-demand, from memory',
    confirmed: false,
  },
  event: {
    dollars: 1 / 1_000_000,
    unit: 'event put on the bus',
    source: 'aws.amazon.com/eventbridge/pricing, from memory',
    confirmed: false,
  },
} as const satisfies Record<string, Price>;

/** Name of a price. */
export type Priced = keyof typeof PRICES;
