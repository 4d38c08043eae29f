import { valueAtPath } from './event-path';

/** How a rule makes a target's input of an event: at most one of the members is set. */
export interface TargetInput {
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

/**
 * The JSON text that a target gets for an event.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function targetInput(
  target: TargetInput,
  { event, rule }: { event: Readonly<Record<string, unknown>>; rule: { name: string; arn: string } },
): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(valueAtPath(event, target.InputPath) ?? {});
  if (target.InputTransformer === undefined) return JSON.stringify(event);
  const { InputPathsMap = {}, InputTemplate } = target.InputTransformer;
  const values: Record<string, unknown> = {
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event.ingestion-time': event['time'],
    'aws.events.event': event,
    'aws.events.event.json': event,
  };
  for (const [name, path] of Object.entries(InputPathsMap)) values[name] = valueAtPath(event, path);
  return fillTemplate(InputTemplate, values);
}

/**
 * Puts values in place of `<name>`: inside a JSON string as text, elsewhere as JSON. A value that the event does not
 * have becomes an empty text or `null`; a name that was never defined stays as it is.
 */
function fillTemplate(template: string, values: Readonly<Record<string, unknown>>): string {
  let result = '';
  let isInString = false;
  for (let i = 0; i < template.length; i++) {
    const character = template[i] as string;
    const name = character === '<' ? /^<([\w.-]+)>/.exec(template.slice(i, i + 260))?.[1] : undefined;
    if (name !== undefined && Object.hasOwn(values, name)) {
      result += isInString ? asText(values[name]) : JSON.stringify(values[name] ?? null);
      i += name.length + 1;
      continue;
    }
    result += character;
    if (isInString && character === '\\') result += template[++i] ?? '';
    else if (character === '"') isInString = !isInString;
  }
  return result;
}

/** A value as part of a JSON string. */
function asText(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}
