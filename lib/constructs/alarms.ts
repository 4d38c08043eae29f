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

/** Properties of {@link Alarms}. */
export interface AlarmsProps {
  /** Prefix of the alarms' names. */
  readonly deployment: string;
  readonly stateMachine: IStateMachine;
  readonly handlers: readonly IFunction[];
  /** Rules whose every match is a reason to look. */
  readonly rules: {
    readonly rollbackIncomplete: IRule;
    readonly pipelineFailed: IRule;
    readonly recoveryStarted: IRule;
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
    const { stateMachine, handlers, rules } = props;
    const sum = { period: PERIOD, statistic: 'Sum' };
    this.all = [
      this.alarm('RunFailed', 'A publish run ended in failure', stateMachine.metricFailed(sum)),
      this.alarm(
        'RunStopped',
        'A publish run was stopped or timed out; recovery starts by itself',
        new MathExpression({
          expression: 'aborted + timedOut',
          usingMetrics: {
            aborted: stateMachine.metricAborted(sum),
            timedOut: stateMachine.metricTimedOut(sum),
          },
          period: PERIOD,
        }),
      ),
      this.alarm(
        'RollbackIncomplete',
        'A region is left with what a failed run added',
        matches(rules.rollbackIncomplete),
      ),
      this.alarm(
        'LockHeldTooLong',
        'A version was still locked after its run had ended, and recovery was started',
        matches(rules.recoveryStarted),
      ),
      this.alarm(
        'PipelineFailed',
        'The pipeline failed before or while publishing',
        matches(rules.pipelineFailed),
      ),
      this.alarm(
        'HandlerErrors',
        'A function of the workflow failed; the run retries and decides',
        new MathExpression({
          expression: handlers.map((_, index) => `errors${index}`).join(' + '),
          usingMetrics: Object.fromEntries(
            handlers.map((handler, index) => [`errors${index}`, handler.metricErrors(sum)]),
          ),
          period: PERIOD,
        }),
      ),
      this.sweeperSilent(stateMachine),
    ];
  }

  /** The sweeper starts four executions an hour; fewer than three in each of two hours means that it stands still. */
  private sweeperSilent(stateMachine: IStateMachine): Alarm {
    return this.alarm(
      'SweeperSilent',
      'Nobody looks for runs that ended unnoticed',
      stateMachine.metricStarted({ period: Duration.hours(1), statistic: 'Sum' }),
      {
        threshold: 3,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods: 2,
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
