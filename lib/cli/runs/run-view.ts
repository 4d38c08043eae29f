import { duration } from '../../contract/duration';
import { type Cell, table } from '../table';
import { paint, type Terminal } from '../terminal';
import { explainCause } from './explain-cause';
import type { RegionStep, RunReport, Step } from './run-report';
import { statusStyle } from './status-style';

/** Members of a cause that the head of the view shows already. */
const HEAD = ['message', 'package', 'version'];

const ORDER: readonly Step[] = ['survey', 'publish', 'promote', 'retract'];

/** Prints a run: what it was to do, its states, what happened in every region, and why it failed. */
export function printRun(terminal: Terminal, report: RunReport): void {
  printHead(terminal, report);
  terminal.print();
  terminal.print(statesTable(terminal, report));
  if (report.steps.length > 0) {
    terminal.print();
    terminal.print(regionsTable(terminal, report));
  }
  if (isPlan(report)) {
    terminal.print();
    terminal.print(planTable(terminal, report));
  }
  printFailure(terminal, report);
}

/** Whether a run is a dry run that has come to its plan. */
export function isPlan(report: RunReport): boolean {
  return report.input.dryRun === true && report.status === 'SUCCEEDED';
}

/** Whether a dry run found a region for which the version would be refused everywhere. */
export function isRefused(report: RunReport): boolean {
  return isPlan(report) && (report.output?.regions ?? []).some((one: any) => one.action === 'refuse');
}

/** What a dry run says for every region: what is there, what would be done, and why. */
export function planTable(terminal: Terminal, { output }: RunReport): string {
  const rows = (output?.regions ?? []).map((one: any): Cell[] => {
    const action = one.action === 'refuse' ? { text: one.action, style: 'red' as const } : one.action;
    return [one.region, one.found, action, one.why];
  });
  return table(terminal, ['REGION', 'FOUND', 'WOULD', 'WHY'], rows);
}

function printHead(terminal: Terminal, report: RunReport): void {
  const { input } = report;
  const took = report.endedAt ? ` in ${duration(report.endedAt.getTime() - report.startedAt.getTime())}` : '';
  const what = [input.operation ?? 'publish', input.package, input.version].filter(Boolean).join(' ');
  terminal.print(paint(terminal, 'bold', report.name));
  terminal.print(`${what}${input.dryRun ? ' (dry run)' : ''}, started ${report.startedAt.toISOString()}`);
  const outcome = report.error ?? report.output?.outcome ?? '';
  terminal.print(
    `${paint(terminal, statusStyle(report.status), report.status)}${took}${outcome ? `: ${outcome}` : ''}`,
  );
}

function statesTable(terminal: Terminal, report: RunReport): string {
  const rows = report.states.map((visit): Cell[] => [
    visit.state,
    { text: visit.status, style: statusStyle(visit.status) },
    visit.exited ? duration(visit.exited.getTime() - visit.entered.getTime()) : '',
    visit.attempts > 1 ? `${visit.attempts} attempts` : '',
    visit.failures.map(({ error, cause }) => explainCause(error, cause)).join('; '),
  ]);
  return table(terminal, ['STATE', 'STATUS', 'TOOK', '', ''], rows);
}

/** One row for each region, one column for each step. */
function regionsTable(terminal: Terminal, report: RunReport): string {
  const regions = [...new Set(report.steps.map((step) => step.region))];
  const steps = ORDER.filter((step) => report.steps.some((one) => one.step === step));
  const rows = regions.map((region): Cell[] => [
    region,
    ...steps.map((step) => cell(report.steps.findLast((one) => one.step === step && one.region === region))),
  ]);
  return table(terminal, ['REGION', ...steps.map((step) => step.toUpperCase())], rows);
}

function cell(step: RegionStep | undefined): Cell {
  if (step === undefined) return '';
  const attempts = Math.max(0, ...step.visits.map((visit) => visit.attempts));
  const builds = step.visits.flatMap((visit) => visit.builds);
  const details = [
    attempts > 1 ? `${attempts} attempts` : '',
    builds.length > 0 ? `job ${builds.at(-1)?.id}` : '',
    step.step === 'survey' || step.error === undefined ? '' : step.error,
  ].filter((text) => text !== '');
  const text = details.length > 0 ? `${step.outcome} (${details.join(', ')})` : step.outcome;
  return { text, style: statusStyle(step.outcome) };
}

/** The message up to where it begins to list what each region says, when nothing comes after that list. */
function headline(message: string, regions: readonly any[]): string {
  const says = (region: any): string => region.cause ?? region.why ?? '';
  const told = regions.filter((region) => says(region) !== '' && message.includes(says(region)));
  const first = Math.min(...told.map((region) => message.indexOf(region.region)));
  const end = Math.max(...told.map((region) => message.indexOf(says(region)) + says(region).length));
  if (told.length === 0 || first <= 0 || /[^\s).;]/.test(message.slice(end))) return message;
  return `${message.slice(0, first).replace(/[\s(:]+$/, '')}:`;
}

/** Why a run failed: the message, and what each region named in the cause says. */
export function printFailure(terminal: Terminal, report: RunReport): void {
  if (report.error === undefined) return;
  terminal.print();
  const regions = report.cause?.regions ?? [];
  const message = headline(report.cause?.message ?? 'no cause given', regions);
  terminal.print(paint(terminal, 'red', `${report.error}: ${message}`));
  for (const region of regions) {
    const why = region.cause ?? region.why ?? region.found ?? '';
    terminal.print(
      `  ${region.region ?? region}: ${[region.error ?? region.action, why].filter(Boolean).join(': ')}`,
    );
  }
  for (const [key, value] of Object.entries(report.cause ?? {})) {
    if (typeof value === 'string' && !HEAD.includes(key)) terminal.print(`  ${key}: ${value}`);
  }
  for (const one of (report.cause?.['retracted'] as any[] | undefined) ?? []) {
    const what = one.removedFrom?.length > 0 ? `removed from ${one.removedFrom.join(', ')}` : one.outcome;
    terminal.print(`  ${one.region}: ${what}${one.cause ? `: ${one.cause}` : ''}`);
  }
}
