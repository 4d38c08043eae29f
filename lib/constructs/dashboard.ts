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
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { DIMENSION, METRIC, METRICS_NAMESPACE } from '../contract';
import { workflowMetric } from './workflow-metric';

/** Properties of a {@link Dashboard}. */
export interface DashboardProps {
  readonly dashboardName: string;
  /** Under which name the functions count. */
  readonly deployment: string;
  /** Every region that serves versions. */
  readonly regions: readonly string[];
  readonly alarms: readonly Alarm[];
  readonly stateMachine: IStateMachine;
  /** Looks for runs that ended unnoticed. */
  readonly sweep: IStateMachine;
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
    dashboard.addWidgets(...attempts(props));
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

/** What the functions count: failed attempts by region, and by region and package. */
function attempts({ deployment, regions, sweep }: DashboardProps): IWidget[] {
  const sum = { period: PERIOD, statistic: 'Sum' };
  const inRegion = (region: string) => ({ [DIMENSION.deployment]: deployment, [DIMENSION.region]: region });
  const schema = `${METRICS_NAMESPACE},${Object.values(DIMENSION).join(',')}`;
  const search = `{${schema}} MetricName="${METRIC.failures}" ${DIMENSION.deployment}="${deployment}"`;
  return [
    graph(
      'Failed attempts of functions, by region (most are made again)',
      regions.map((region) => workflowMetric(METRIC.failures, inRegion(region), { ...sum, label: region })),
    ),
    graph('Failed attempts of functions, by region and package', [
      new MathExpression({
        expression: `SEARCH('${search}', 'Sum', ${PERIOD.toSeconds()})`,
        usingMetrics: {},
        period: PERIOD,
        label: '',
      }),
    ]),
    graph(
      'Time of an attempt, by region (ms)',
      regions.map((region) =>
        workflowMetric(METRIC.duration, inRegion(region), {
          period: PERIOD,
          statistic: 'p95',
          label: region,
        }),
      ),
    ),
    graph('Sweeps, expired locks that they found, and jobs of dead runs that were stopped', [
      sweep.metricSucceeded({ ...sum, label: 'sweeps' }),
      sweep.metricFailed({ ...sum, label: 'failed sweeps' }),
      workflowMetric(
        METRIC.expiredLocks,
        { [DIMENSION.deployment]: deployment },
        { ...sum, label: 'expired locks' },
      ),
      workflowMetric(
        METRIC.stoppedJobs,
        { [DIMENSION.deployment]: deployment },
        { ...sum, label: 'stopped jobs' },
      ),
    ]),
  ];
}

/** States that a region enters only when something went wrong in it. */
const FAILURE_STATES = ['RegionUnknown', 'StagingFailed', 'PromotionEnded', 'LeftBehind'];

/** The log of the runs knows in which state a region failed, which is more than a number. */
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
