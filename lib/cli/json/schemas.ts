import { z } from 'zod';
import { jobLogs, logLine, publishedFolder, pushList, runList, shownRun, startedRun } from './run';
import { addedFault, configReport, doctorReport, faultList } from './setup';
import { indexUrl, versionReport } from './version';

/** What each command prints with `--json`, by its name. What is printed is checked against them when it is compiled. */
export const SCHEMAS = {
  'config check': configReport,
  doctor: doctorReport,
  'fault add': addedFault,
  'fault list': faultList,
  'index-url': indexUrl,
  logs: jobLogs,
  'logs --follow': logLine,
  publish: publishedFolder,
  pushes: pushList,
  republish: startedRun,
  rollback: startedRun,
  runs: runList,
  show: shownRun,
  verify: versionReport,
} as const;

/** A command that prints JSON. */
export type JsonCommand = keyof typeof SCHEMAS;

/** The JSON Schema (draft 2020-12) of what a command prints. Members may be added; none is taken away or changes its meaning. */
export function jsonSchema(command: JsonCommand): object {
  return { title: `vigilant ${command} --json`, ...z.toJSONSchema(SCHEMAS[command], { io: 'input' }) };
}
