import type { Config } from '../../config';
import { table } from '../table';
import { paint, type Terminal } from '../terminal';
import type { EffectiveSetting } from './effective-settings';
import type { FixedCost } from './fixed-costs';
import type { PlannedStack } from './planned-stacks';

/** Everything that `config check` tells. */
export interface ConfigReport {
  readonly config: Config;
  readonly settings: readonly EffectiveSetting[];
  readonly stacks: readonly PlannedStack[];
  readonly costs: readonly FixedCost[];
}

/** Prints a configuration and what deploying it creates. */
export function printConfig(terminal: Terminal, { config, settings, stacks, costs }: ConfigReport): void {
  terminal.print(paint(terminal, 'bold', `Configuration of deployment "${config.deployment}"`));
  terminal.print(
    table(
      terminal,
      ['SETTING', 'VALUE', 'FROM'],
      settings.map(({ path, value, given }) => [path, show(value), given ? 'cdk.json' : 'default']),
    ),
  );
  for (const stack of stacks) printStack(terminal, stack);
  terminal.print();
  terminal.print(
    paint(terminal, 'bold', 'What it costs each month before anything is published (US dollars)'),
  );
  terminal.print(
    table(
      terminal,
      ['ITEM', 'COUNT', 'EACH', 'TOTAL', 'REMARK'],
      costs.map((cost) => [
        cost.item,
        String(cost.count),
        String(cost.each),
        cost.total.toFixed(2),
        cost.remark,
      ]),
    ),
  );
  terminal.print(`together ${totalOf(costs).toFixed(2)}; DEPLOY.md says what a release adds`);
}

/** Sum of the items, in whole cents: a sum of binary fractions is none. */
export function totalOf(costs: readonly FixedCost[]): number {
  return Math.round(costs.reduce((sum, { total }) => sum + total, 0) * 100) / 100;
}

function printStack(terminal: Terminal, stack: PlannedStack): void {
  const types = [...new Set(stack.resources.map(({ type }) => type))].sort();
  const guarded = stack.terminationProtection ? ', protected from being deleted' : '';
  terminal.print();
  terminal.print(
    paint(terminal, 'bold', `Stack ${stack.name} in ${stack.region}`) +
      `: ${stack.resources.length} resources${guarded}`,
  );
  terminal.print(
    table(
      terminal,
      ['TYPE', 'COUNT', 'NAMES', 'IF THE STACK IS DELETED'],
      types.map((type) => {
        const all = stack.resources.filter((resource) => resource.type === type);
        const names = all.map(({ name, id }) => name ?? `(${id})`).join(', ');
        return [type, String(all.length), names, all.every(({ retained }) => retained) ? 'stays' : 'goes'];
      }),
    ),
  );
  if (stack.roles.length === 0) return;
  terminal.print();
  terminal.print(
    table(
      terminal,
      ['ROLE', 'ASSUMED BY', 'ACTIONS'],
      stack.roles.map(({ name, assumedBy, actions }) => [name, assumedBy.join(', '), actions.join(', ')]),
    ),
  );
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
