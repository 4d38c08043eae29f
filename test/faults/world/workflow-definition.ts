import { App, Stack } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { loadStateMachine } from '../../../lib/constructs/definitions';
import { Recovery } from '../../../lib/constructs/recovery';
import { deploymentNames, releaseBucketName } from '../../../lib/contract';
import { ACCOUNT } from './permissive-iam';

export const DEPLOYMENT = 'lab';
/** Region of pipeline and workflow. */
export const HOME = 'us-east-1';
export const NAMES = deploymentNames(DEPLOYMENT);
/** The publish workflow. */
export const STATE_MACHINE_ARN = `arn:aws:states:${HOME}:${ACCOUNT}:stateMachine:${NAMES.stateMachine}`;

/** The sweep. */
export const SWEEP_ARN = `arn:aws:states:${HOME}:${ACCOUNT}:stateMachine:${NAMES.sweepStateMachine}`;

/** What runs a version's publication and recovers it, as the app deploys it. */
export interface WorkflowDefinition {
  /** `state-machines/publish.asl.json`, its placeholders filled in for these regions. */
  definition(regions: readonly string[]): string;
  /** `state-machines/sweep.asl.json`, likewise. */
  readonly sweep: string;
  /** Properties of the `AWS::Events::Rule`s that lib/constructs/recovery.ts makes. */
  readonly rules: readonly object[];
}

/** Loads the definition and synthesizes the recovery rules; takes seconds, so do it once. */
export function loadWorkflow(): WorkflowDefinition {
  const functionArn = (name: string) => `arn:aws:lambda:${HOME}:${ACCOUNT}:function:${name}`;
  return {
    definition: (regions) => {
      const values = {
        LedgerTableName: NAMES.ledgerTable,
        ReleaseBucketName: releaseBucketName(DEPLOYMENT, ACCOUNT, HOME),
        PublishProjectName: NAMES.publishProject,
        InspectFunctionArn: functionArn(NAMES.inspectFunction),
        PromoteFunctionArn: functionArn(NAMES.promoteFunction),
        RetractFunctionArn: functionArn(NAMES.retractFunction),
        Regions: regions.join(','),
      };
      return filledIn('publish', values);
    },
    sweep: filledIn('sweep', {
      LedgerTableName: NAMES.ledgerTable,
      PublishStateMachineArn: STATE_MACHINE_ARN,
    }),
    rules: recoveryRules(),
  };
}

function filledIn(name: 'publish' | 'sweep', values: Readonly<Record<string, string>>): string {
  return loadStateMachine(name, values).replace(/\$\{([A-Za-z]+)\}/g, (_, each) => values[each] ?? '');
}

function recoveryRules(): object[] {
  const app = new App({
    analyticsReporting: false,
    // The deployment's own tests check templates, which takes seconds.
    builtinCloudFormationValidation: false,
  });
  const stack = new Stack(app, 'Recovery', { env: { account: ACCOUNT, region: HOME } });
  new Recovery(stack, 'Recovery', {
    stateMachine: StateMachine.fromStateMachineArn(stack, 'Workflow', STATE_MACHINE_ARN),
    ruleName: NAMES.recoveryRule,
    sweeperName: NAMES.sweeperSchedule,
    roleName: 'recovery',
    sweep: { stateMachineName: NAMES.sweepStateMachine, roleName: 'sweep' },
    ledger: Table.fromTableName(stack, 'Ledger', NAMES.ledgerTable),
    logRetentionDays: 30,
  });
  const { Resources } = app.synth().getStackByName(stack.stackName).template;
  return Object.values<any>(Resources)
    .filter(({ Type }) => Type === 'AWS::Events::Rule')
    .map(({ Properties }) => ({
      ...Properties,
      Targets: Properties.Targets.map((target: any) => ({
        ...target,
        Arn: typeof target.Arn === 'string' ? target.Arn : SWEEP_ARN,
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/recovery`,
      })),
    }));
}
