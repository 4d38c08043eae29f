import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/** Properties of a {@link Dashboard}. */
export interface DashboardProps {
  readonly dashboardName: string;
  readonly alarms: readonly Alarm[];
  readonly stateMachine: IStateMachine;
  readonly stateMachineLogGroup: string;
  readonly buildProject: IProject;
  readonly publishProject: IProject;
  readonly handlers: readonly IFunction[];
}

const PERIOD = Duration.minutes(15);
const HALF = 12;

/** Everything about a deployment on one page: alarms, runs, regions, jobs, functions. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const dashboard = new CloudWatchDashboard(this, 'Resource', {
      dashboardName: props.dashboardName,
      defaultInterval: Duration.days(7),
    });
    dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: 24 }));
    dashboard.addWidgets(...runs(props.stateMachine));
    dashboard.addWidgets(...regions(props.stateMachineLogGroup));
    dashboard.addWidgets(...jobs(props));
    dashboard.addWidgets(...functions(props.handlers));
  }
}

function runs(stateMachine: IStateMachine): IWidget[] {
  const sum = { period: PERIOD, statistic: 'Sum' };
  return [
    graph('Runs, by how they ended', [
      stateMachine.metricSucceeded({ ...sum, label: 'succeeded' }),
      stateMachine.metricFailed({ ...sum, label: 'failed' }),
      stateMachine.metricAborted({ ...sum, label: 'aborted' }),
      stateMachine.metricTimedOut({ ...sum, label: 'timed out' }),
    ]),
    graph('Duration of a run (ms)', [
      stateMachine.metricTime({ period: PERIOD, statistic: 'p50', label: 'half' }),
      stateMachine.metricTime({ period: PERIOD, statistic: 'p95', label: '95 of 100' }),
      stateMachine.metricTime({ period: PERIOD, statistic: 'Maximum', label: 'longest' }),
    ]),
  ];
}

/** States that a region enters only when something went wrong in it. */
const FAILURE_STATES = ['RegionUnknown', 'StagingFailed', 'PromotionEnded', 'LeftBehind'];

/** No service counts by region and package: the log of the runs does. */
function regions(logGroup: string): IWidget[] {
  const entered = `details.name in [${FAILURE_STATES.map((name) => `"${name}"`).join(', ')}]`;
  return [
    logs('Failures, by region', logGroup, [
      'fields @timestamp',
      `filter type like /StateEntered/ and ${entered}`,
      'parse details.input /"region":"(?<region>[^"]+)"/',
      'stats count(*) as failures by region, details.name as state',
      'sort failures desc',
    ]),
    logs('Failed attempts, most of which were retried', logGroup, [
      'fields @timestamp',
      'filter type in ["TaskFailed", "TaskTimedOut", "TaskSubmitFailed"]',
      'stats count(*) as attempts by details.resourceType as service, details.error as error',
      'sort attempts desc',
    ]),
  ];
}

function jobs({ buildProject, publishProject }: DashboardProps): IWidget[] {
  const duration = { period: PERIOD, statistic: 'Average' };
  const sum = { period: PERIOD, statistic: 'Sum' };
  return [
    graph('Duration of a job (s)', [
      buildProject.metricDuration({ ...duration, label: 'build' }),
      publishProject.metricDuration({ ...duration, label: 'publish' }),
    ]),
    graph('Failed jobs', [
      buildProject.metricFailedBuilds({ ...sum, label: 'build' }),
      publishProject.metricFailedBuilds({ ...sum, label: 'publish' }),
    ]),
  ];
}

function functions(handlers: readonly IFunction[]): IWidget[] {
  const sum = { period: PERIOD, statistic: 'Sum' };
  return [
    graph(
      'Errors of functions',
      handlers.map((handler) => handler.metricErrors({ ...sum, label: handler.node.id })),
    ),
    graph(
      'Duration of functions (ms)',
      handlers.map((handler) =>
        handler.metricDuration({ period: PERIOD, statistic: 'p95', label: handler.node.id }),
      ),
    ),
  ];
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: HALF });
}

function logs(title: string, logGroup: string, queryLines: string[]): LogQueryWidget {
  return new LogQueryWidget({
    title,
    logGroupNames: [logGroup],
    queryLines,
    view: LogQueryVisualizationType.TABLE,
    width: HALF,
  });
}
