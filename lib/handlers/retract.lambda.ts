import { CodeBuild } from '@aws-sdk/client-codebuild';
import { HANDLER_ENV } from '../contract';
import { lambdaDependencies, PATIENCE, required } from './lambda-dependencies';
import { createRetract } from './retract';

/** Entry point of the retract function. */
export const handler = createRetract({
  ...lambdaDependencies(process.env),
  jobs: {
    project: required(process.env, HANDLER_ENV.publishProject),
    region: required(process.env, 'AWS_REGION'),
    client: new CodeBuild(PATIENCE),
  },
});
