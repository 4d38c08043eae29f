import { createInspect } from '../../lib/handlers/inspect';
import type { HandlerDependencies } from '../../lib/handlers/region';
import { createRetract, type RetractDependencies } from '../../lib/handlers/retract';
import type { Lab } from './run-schedule';
import type { CreateHandler } from './world/handler-functions';
import { PACKAGE, VERSION } from './world/releases';

/** The workflow, broken on purpose in one place. */
export const MUTANTS = {
  'a region whose promotion fails is not caught': edited((states) => {
    neverCaught(states.PromoteRegions.ItemProcessor.States.PromoteRegion);
  }),
  'a publish job that fails is not caught': edited((states) => {
    neverCaught(states.PublishRegions.ItemProcessor.States.PublishJob);
  }),
  'a compensation that fails is not caught': edited((states) => {
    neverCaught(states.RetractRegions.ItemProcessor.States.RetractRegion);
  }),
  'a ledger that does not take the publication is not caught': edited((states) => {
    neverCaught(states.RecordPublished);
  }),
  'the lock is taken from whoever holds it': edited((states) => {
    const taking = states.TakeLock.Arguments;
    taking.ConditionExpression = replaced(
      taking.ConditionExpression,
      '(attribute_not_exists(lockOwner) OR lockOwner = :me OR lockExpires < :now)',
      '(attribute_not_exists(lockOwner) OR attribute_exists(lockOwner) OR lockOwner = :me OR lockExpires < :now)',
    );
  }),
  'recovery does not wait for the functions of a dead run': edited((states) => {
    states.WaitForHandlers.Seconds = 1;
  }),
  'recovery does not stop the jobs of a dead run': edited((states) => {
    states.StopJobs = { Type: 'Pass', Assign: { jobs: { stopped: 0 } }, Next: states.StopJobs.Next };
  }),
  'only regions that were promoted are compensated': edited((states) => {
    states.RetractRegions.Items = replaced(
      states.RetractRegions.Items,
      "prior in ['nothing', 'partial']",
      "prior in ['nothing', 'partial'] and region in $promoted[outcome = 'promoted'].region",
    );
  }),
  'a compensation that failed is not kept as a debt': edited((states) => {
    states.RetractRegions.Assign.leftBehind = '{% [] %}';
  }),
  'regions are promoted though one has not staged': edited((states) => {
    const [notStaged] = states.AllStaged.Choices;
    notStaged.Condition = replaced(notStaged.Condition, '> 0', '> 99');
  }),
  'a region that holds other bytes does not refuse the run': edited((states) => {
    const conflict = states.Decide.Choices.find((choice: any) => choice.Condition.includes("'conflict'"));
    conflict.Condition = replaced(conflict.Condition, '> 0', '> 99');
  }),
  'a rollback takes the lock from a run that goes on': edited((states) => {
    const [running] = states.OwnerEnded.Choices;
    running.Condition = replaced(running.Condition, "'RUNNING', ", '');
  }),
  'the sweeper is missing': (lab: Lab): Lab => ({
    ...lab,
    workflow: {
      ...lab.workflow,
      rules: lab.workflow.rules.filter((rule) => !('ScheduleExpression' in rule)),
    },
  }),
  'versions are deleted without a fence': withHandlers({ retract: retractWithoutFence }),
  'what is staged is promoted without verification': withHandlers({ inspect: inspectWithoutVerification }),
} satisfies Record<string, (lab: Lab) => Lab>;

/** Changes the definition; `change` gets its states. */
function edited(change: (states: any) => void): (lab: Lab) => Lab {
  return (lab) => ({
    ...lab,
    workflow: {
      ...lab.workflow,
      definition(regions) {
        const definition = JSON.parse(lab.workflow.definition(regions));
        change(definition.States);
        return JSON.stringify(definition);
      },
    },
  });
}

/** The state stays as reachable as it was, or the definition would be refused. */
function neverCaught(state: any): void {
  for (const catcher of state.Catch) catcher.ErrorEquals = ['Never.Happens'];
}

function withHandlers(handlers: NonNullable<Lab['handlers']>): (lab: Lab) => Lab {
  return (lab) => ({ ...lab, handlers });
}

/** A mutant must be one: the text that it changes has to be there. */
function replaced(text: string, old: string, changed: string): string {
  if (!text.includes(old)) throw new Error(`expected "${old}" in the definition, found: ${text}`);
  return text.replace(old, changed);
}

/** Archives nothing, and deletes whatever is there. */
function retractWithoutFence(deps: RetractDependencies): ReturnType<CreateHandler> {
  return createRetract({
    ...deps,
    clientFor: (region) =>
      new Proxy(deps.clientFor(region), {
        get(client: any, method) {
          if (method === 'updatePackageVersionsStatus') return async () => ({});
          if (method !== 'deletePackageVersions') return client[method];
          return ({ expectedStatus: _, ...input }: { expectedStatus?: string }) => client[method](input);
        },
      }),
  });
}

/** Takes the revision of whatever is staged. */
function inspectWithoutVerification(deps: HandlerDependencies): ReturnType<CreateHandler> {
  const inspect = createInspect(deps);
  return async (event) => {
    if (event.step !== 'verify') return await inspect(event);
    const { domain, staging: repository } = deps.names;
    const version = {
      domain,
      repository,
      format: 'pypi' as const,
      package: PACKAGE,
      packageVersion: VERSION,
    };
    const described = await deps.clientFor(event.region).describePackageVersion(version);
    return { region: event.region, revision: described.packageVersion?.revision };
  };
}
