import { App } from 'aws-cdk-lib';
import { ConfigError, parseConfig } from '../lib/config';
import { createDeployment } from '../lib/stacks/deployment';

/** The CDK app: reads the configuration from the context and adds the deployment's stacks. */
const account = process.env['CDK_DEFAULT_ACCOUNT'];
// CDK's own rules for templates take two thirds of a synthesis. Without an account there is nothing to deploy, and what
// they find does not depend on one: a test holds every template to them (test/stacks/deployment.test.ts).
const app = new App({ builtinCloudFormationValidation: account !== undefined });
try {
  createDeployment(app, parseConfig(app.node.getAllContext()), account);
} catch (error) {
  // What is wrong with the configuration is the reader's to mend; a stack trace would hide it.
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(1);
}
