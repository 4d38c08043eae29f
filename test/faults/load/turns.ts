import { BatchGetBuildsCommand, type Build, paginateListBuilds } from '@aws-sdk/client-codebuild';
import type { TableWorld } from '../table/table-world';

/** A build that asked for a place and got one. Times are in milliseconds. */
export interface Turn {
  readonly id: string;
  readonly asked: number;
  readonly began: number;
}

/** BatchGetBuilds takes so many names (service model). */
const NAMES_AT_ONCE = 100;
/** Who came so much later has come later: builds of one moment have no order. */
const LATER_MS = 1000;
const MOST_PROBLEMS = 20;

/** When each build of the deployment was started, and when it got its place. */
export async function turnsOf({ clients: { codeBuild } }: TableWorld): Promise<Turn[]> {
  const turns: Turn[] = [];
  for await (const { ids = [] } of paginateListBuilds({ client: codeBuild, pageSize: NAMES_AT_ONCE }, {})) {
    if (ids.length === 0) continue;
    const { builds = [] } = await codeBuild.send(new BatchGetBuildsCommand({ ids }));
    turns.push(...builds.flatMap(turnOf));
  }
  return turns;
}

function turnOf({ id, startTime, phases = [] }: Build): Turn[] {
  const began = phases.find(({ phaseType }) => phaseType === 'PROVISIONING')?.startTime;
  if (id === undefined || startTime === undefined || began === undefined) return [];
  return [{ id, asked: startTime.getTime(), began: began.getTime() }];
}

/** Longest that a build waited for its place, in milliseconds. */
export function longestWait(turns: readonly Turn[]): number {
  return Math.max(0, ...turns.map(({ asked, began }) => began - asked));
}

/** Builds that still waited when one that had come later got a place: so one can wait for ever. */
export function overtaken(turns: readonly Turn[]): string[] {
  const inOrder = [...turns].sort((a, b) => a.asked - b.asked);
  const problems: string[] = [];
  for (const [index, one] of inOrder.entries()) {
    const other = inOrder
      .slice(index + 1)
      .find(({ asked, began }) => asked - one.asked > LATER_MS && began < one.began);
    if (other === undefined || problems.length === MOST_PROBLEMS) continue;
    problems.push(
      `starving: build ${one.id}, asked for at ${at(one.asked)}, got its place at ${at(one.began)}, after ${other.id}, which was asked for at ${at(other.asked)} and got one at ${at(other.began)}`,
    );
  }
  return problems;
}

function at(time: number): string {
  return new Date(time).toISOString();
}
