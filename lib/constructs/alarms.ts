import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IRule } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { DIMENSION, METRIC, SWEEP_EVERY_MINUTES } from '../contract';
import { workflowMetric } from './workflow-metric';

/** Properties of {@link Alarms}. */
export interface AlarmsProps {
  /** Prefix of the alarms' names. */
  readonly deployment: string;
  readonly stateMachine: IStateMachine;
  /** Looks for runs that ended unnoticed. */
  readonly sweep: IStateMachine;
  readonly handlers: readonly IFunction[];
  /** Rules whose every match is a reason to look. */
  readonly rules: {
    readonly rollbackIncomplete: IRule;
    readonly pipelineFailed: IRule;
  };
  readonly notifications: ITopic;
}

const PERIOD = Duration.minutes(5);

/** Alarms on everything that a person should look at; the runbook says what to do about each. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlarmsProps,
  ) {
    super(scope, id);
    const { stateMachine, sweep, handlers, rules } = props;
    const sum = { period: PERIOD, statistic: 'Sum' };
    this.all = [
      this.alarm('RunFailed', 'A publish run ended in failure', stateMachine.metricFailed(sum)),
      this.alarm(
        'RunStopped',
        'A publish run was stopped or timed out; recovery starts by itself',
        total({ aborted: stateMachine.metricAborted(sum), timedOut: stateMachine.metricTimedOut(sum) }),
      ),
      this.alarm(
        'RollbackIncomplete',
        'A region is left with what a failed run added',
        matches(rules.rollbackIncomplete),
      ),
      this.alarm(
        'LockHeldTooLong',
        'A version was still locked after the longest time a run can take, and recovery was started',
        workflowMetric(METRIC.expiredLocks, { [DIMENSION.deployment]: props.deployment }, sum),
      ),
      this.alarm(
        'PipelineFailed',
        'The pipeline failed before or while publishing',
        matches(rules.pipelineFailed),
      ),
      this.alarm(
        'HandlerErrors',
        'A function of the workflow failed; the run retries and decides',
        total(
          Object.fromEntries(handlers.map((handler, index) => [`errors${index}`, handler.metricErrors(sum)])),
        ),
      ),
      this.alarm(
        'SweepFailed',
        'A look for runs that ended unnoticed failed, or could not start a rollback that is owed',
        total({ failed: sweep.metricFailed(sum), timedOut: sweep.metricTimedOut(sum) }),
      ),
      this.sweeperSilent(),
    ];
  }

  /**
   * Four times in a row without a sweep leave room for a schedule that is not quite even; no data is as bad as a zero,
   * since a state machine that nobody starts has none. One that is started and fails has its own alarm.
   */
  private sweeperSilent(): Alarm {
    return this.alarm(
      'SweeperSilent',
      'Nobody has looked for runs that ended unnoticed for an hour',
      this.props.sweep.metricStarted({ period: Duration.minutes(SWEEP_EVERY_MINUTES), statistic: 'Sum' }),
      {
        threshold: 1,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods: 4,
        treatMissingData: TreatMissingData.BREACHING,
      },
    );
  }

  private alarm(name: string, alarmDescription: string, metric: IMetric, options = ONCE_IS_ENOUGH): Alarm {
    const alarm = new Alarm(this, name, {
      alarmName: `${this.props.deployment}-${name}`,
      alarmDescription,
      metric,
      ...options,
    });
    alarm.addAlarmAction(new SnsAction(this.props.notifications));
    return alarm;
  }
}

const ONCE_IS_ENOUGH = {
  threshold: 1,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  evaluationPeriods: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/** All that the metrics count, together. */
function total(usingMetrics: Record<string, IMetric>): MathExpression {
  return new MathExpression({
    expression: Object.keys(usingMetrics).join(' + '),
    usingMetrics,
    period: PERIOD,
  });
}

/** How often a rule matched an event. */
function matches(rule: IRule): Metric {
  return new Metric({
    namespace: 'AWS/Events',
    metricName: 'TriggeredRules',
    dimensionsMap: { RuleName: rule.ruleName },
    statistic: 'Sum',
    period: PERIOD,
  });
}
