import { z } from 'zod';
import { formatValue } from './problem';
import { oneOf, strictObject, wholeNumber } from './strict-object';

const architecture = oneOf(['arm64', 'x86_64']).default('arm64');

/** Starts in seconds and is billed by the second; no compilers, no containers, 15 minutes at most. */
const lambda = strictObject(
  {
    type: z.literal('lambda'),
    size: oneOf(['1GB', '2GB', '4GB', '8GB', '10GB']).default('1GB'),
    architecture,
  },
  'an object that describes Lambda compute',
);

/** A full container for each job: compilers, much disk, hours of time. */
const ec2 = (longestMinutes: number) =>
  strictObject(
    {
      type: z.literal('ec2'),
      size: oneOf(['small', 'medium', 'large']).default('small'),
      architecture,
      timeoutMinutes: wholeNumber('the minutes a job may take', 5, longestMinutes).default(
        Math.min(30, longestMinutes),
      ),
    },
    'an object that describes EC2 compute',
  );

/** What a CodeBuild job runs on, if it may take `longestMinutes` at most. */
export const compute = (longestMinutes: number) =>
  z.discriminatedUnion('type', [lambda, ec2(longestMinutes)], {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? `expected "type" to be "lambda" or "ec2", got ${formatValue((issue.input as any)?.type)}`
        : `expected an object with "type": "lambda" or "ec2", got ${formatValue(issue.input)}`,
  });

/** Compute of a job, see {@link compute}. */
export type ComputeConfig = z.output<ReturnType<typeof compute>>;
