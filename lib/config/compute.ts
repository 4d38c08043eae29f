import { z } from 'zod';
import { shown } from '../contract';
import { oneOf, strictObject, wholeNumber } from './strict-object';

const architecture = oneOf(['arm64', 'x86_64']).default('arm64');

/** Starts in seconds and is billed by the second; no compilers, no containers, 15 minutes at most. */
const lambda = {
  type: z.literal('lambda'),
  size: oneOf(['1GB', '2GB', '4GB', '8GB', '10GB']).default('1GB'),
  architecture,
};

/** A full container for each job: compilers, much disk, hours of time. */
const ec2 = (longestMinutes: number) => ({
  type: z.literal('ec2'),
  size: oneOf(['small', 'medium', 'large']).default('small'),
  architecture,
  timeoutMinutes: wholeNumber('the minutes a job may take', 5, longestMinutes).default(
    Math.min(30, longestMinutes),
  ),
});

/** What a CodeBuild job runs on, if it may take `longestMinutes` at most; `more` are settings beside the compute. */
const jobWith = <More extends z.ZodRawShape>(longestMinutes: number, more: More) =>
  z.discriminatedUnion(
    'type',
    [
      strictObject({ ...lambda, ...more }, 'an object that describes Lambda compute'),
      strictObject({ ...ec2(longestMinutes), ...more }, 'an object that describes EC2 compute'),
    ],
    {
      error: (issue) =>
        issue.code === 'invalid_union'
          ? `expected "type" to be "lambda" or "ec2", got ${shown((issue.input as any)?.type)}`
          : `expected an object with "type": "lambda" or "ec2", got ${shown(issue.input)}`,
    },
  );

/** Compute of the build job. CodeBuild lets no job take more than eight hours. */
export const buildJob = jobWith(480, {}).prefault({ type: 'ec2', architecture: 'x86_64' });

/**
 * The workflow waits 30 minutes for a publish job, and a run takes four hours at most: with more retries than these,
 * the rest of the run would not fit in.
 */
export const MOST_JOB_RETRIES = 3;

/** Compute and retries of the publish jobs. The 30 minutes of the workflow include a job's time in the queue. */
export const publishJob = jobWith(25, {
  /** How often a job that failed is started again in its region. */
  retries: wholeNumber('how often a failed publish job is started again', 0, MOST_JOB_RETRIES).default(2),
}).prefault({ type: 'lambda' });
