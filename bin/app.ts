import { App } from 'aws-cdk-lib';
import { ConfigError, parseConfig } from '../lib/config';
import { createDeployment } from '../lib/stacks/deployment';

/** The CDK app: reads the configuration from the context and adds the deployment's stacks. */
const app = new App();
try {
  createDeployment(app, parseConfig(app.node.getAllContext()), process.env['CDK_DEFAULT_ACCOUNT']);
} catch (error) {
  // What is wrong with the configuration is the reader's to mend; a stack trace would hide it.
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(1);
}
