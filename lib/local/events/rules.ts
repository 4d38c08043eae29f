import { ServiceError } from '../service';
import { validatePath } from './event-path';
import { type EventPattern, matchesPattern, validatePattern } from './event-pattern';
import { parseSchedule } from './schedule-expression';
import type { TargetInput } from './target-input';
import { targetKind } from './target-kind';

/** What a rule invokes, in the shape of the service model. */
export interface RuleTarget extends TargetInput {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly RetryPolicy?: {
    readonly MaximumRetryAttempts?: number;
    readonly MaximumEventAgeInSeconds?: number;
  };
}

/** A rule of the default event bus. */
export interface Rule {
  readonly name: string;
  readonly region: string;
  readonly arn: string;
  readonly description?: string;
  readonly isEnabled: boolean;
  readonly pattern?: EventPattern;
  readonly schedule?: string;
  readonly roleArn?: string;
  readonly targets: readonly RuleTarget[];
}

/** What {@link Rules.put} is given: a rule whose ARN follows from its name. */
export type RuleDefinition = Omit<Rule, 'arn'>;

/** The rules of every region. They come from the assembly at each start; calls make none. */
export class Rules {
  private readonly byKey = new Map<string, Rule>();

  constructor(private readonly account: string) {}

  arnOf(region: string, name: string): string {
    return `arn:aws:events:${region}:${this.account}:rule/${name}`;
  }

  /** @throws Error that names what in the rule is malformed or not emulated. */
  put(definition: RuleDefinition): Rule {
    if ((definition.pattern === undefined) === (definition.schedule === undefined))
      throw new Error(`rule ${definition.name}: expected either EventPattern or ScheduleExpression`);
    if (definition.pattern !== undefined) validatePattern(definition.pattern);
    if (definition.schedule !== undefined) parseSchedule(definition.schedule);
    definition.targets.forEach(validateTarget);
    const rule = { ...definition, arn: this.arnOf(definition.region, definition.name) };
    this.byKey.set(`${rule.region}/${rule.name}`, rule);
    return rule;
  }

  find(region: string, name: string): Rule | undefined {
    return this.byKey.get(`${region}/${name}`);
  }

  /** @throws ServiceError ResourceNotFoundException */
  get(region: string, name: string): Rule {
    const rule = this.find(region, name);
    if (rule === undefined)
      throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
    return rule;
  }

  /** Sorted by name. */
  list(region: string): Rule[] {
    return [...this.byKey.values()]
      .filter((rule) => rule.region === region)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  all(): Rule[] {
    return [...this.byKey.values()];
  }

  /** Enabled rules whose pattern the event matches. */
  matching(region: string, event: unknown): Rule[] {
    return this.list(region).filter(
      (rule) => rule.isEnabled && rule.pattern !== undefined && matchesPattern(rule.pattern, event),
    );
  }
}

const TARGET_MEMBERS = ['Id', 'Arn', 'RoleArn', 'Input', 'InputPath', 'InputTransformer', 'RetryPolicy'];

function validateTarget(target: RuleTarget): void {
  const unknown = Object.keys(target).filter((name) => !TARGET_MEMBERS.includes(name));
  if (unknown.length > 0)
    throw new Error(
      `target ${target.Id}: ${unknown.join(', ')} not emulated; supported: ${TARGET_MEMBERS.join(', ')}`,
    );
  const kind = targetKind(target.Arn);
  if (kind.needsRole && target.RoleArn === undefined)
    throw new Error(`target ${target.Id}: RoleArn is required for target ${target.Arn}`);
  if (
    [target.Input, target.InputPath, target.InputTransformer].filter((input) => input !== undefined).length >
    1
  )
    throw new Error(`target ${target.Id}: expected at most one of Input, InputPath and InputTransformer`);
  if (target.Input !== undefined) JSON.parse(target.Input);
  if (target.InputPath !== undefined) validatePath(target.InputPath);
  Object.values(target.InputTransformer?.InputPathsMap ?? {}).forEach(validatePath);
}
