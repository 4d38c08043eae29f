import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Alarms } from './alarms';
import { Announcements } from './announcements';
import { Dashboard } from './dashboard';
import type { Notifications } from './notifications';
import type { PublishWorkflow } from './publish-workflow';

/** Properties of {@link Observability}. */
export interface ObservabilityProps {
  /** Prefix of all names. */
  readonly deployment: string;
  /** Every region that serves versions. */
  readonly regions: readonly string[];
  readonly dashboardName: string;
  readonly pipelineName: string;
  readonly workflow: PublishWorkflow;
  /** Looks for runs that ended unnoticed. */
  readonly sweep: IStateMachine;
  readonly buildProject: IProject;
  readonly notifications: Notifications;
}

/** How a deployment says that someone should look, and what they then look at. */
export class Observability extends Construct {
  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { deployment, notifications, workflow, sweep } = props;
    const { stateMachine, stateMachineName, handlers, job } = workflow;
    const functions = [handlers.inspectFunction, handlers.promoteFunction, handlers.retractFunction];
    const rules = new Announcements(this, 'Announcements', {
      deployment,
      notifications,
      stateMachine,
      stateMachineName,
      pipelineName: props.pipelineName,
    });
    const alarms = new Alarms(this, 'Alarms', {
      deployment,
      notifications,
      stateMachine,
      sweep,
      rules,
      handlers: functions,
    });
    new Dashboard(this, 'Dashboard', {
      dashboardName: props.dashboardName,
      deployment,
      regions: props.regions,
      alarms: alarms.all,
      stateMachine,
      sweep,
      stateMachineLogGroup: stateMachine.logGroupName,
      buildProject: props.buildProject,
      publishProject: job.project,
      handlers: functions,
    });
  }
}
