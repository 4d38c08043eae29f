import type { ActionRunner } from './action-runner';
import { type ActionDeclaration, actionTypeName, type PipelineDeclaration, runOrders } from './declaration';
import { validateVariables } from './validate-variables';

/**
 * Checks what CreatePipeline checks about the structure of a pipeline, and that every action can be run here.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
 * @throws Error that names stage, action and what is wrong.
 */
export function validateDeclaration(
  declaration: Omit<PipelineDeclaration, 'version'>,
  { runners, region }: { runners: ReadonlyMap<string, ActionRunner>; region: string },
): void {
  if (declaration.stages.length < 2) throw new Error('Stages: expected at least two stages');
  expectUnique(
    'stage name',
    declaration.stages.map(({ name }) => name),
  );
  const available = new Set<string>();
  declaration.stages.forEach((stage, index) => {
    expectUnique(
      `action name in stage ${stage.name}`,
      stage.actions.map(({ name }) => name),
    );
    for (const actions of runOrders(stage)) {
      const inputs = new Set(available);
      for (const action of actions) {
        const where = `stage ${stage.name}, action ${action.name}`;
        if ((action.actionTypeId.category === 'Source') !== (index === 0))
          throw new Error(`${where}: source actions belong into the first stage, all others into later ones`);
        validateAction(action, { where, runners, region });
        for (const { name } of action.inputArtifacts)
          if (!inputs.has(name))
            throw new Error(`${where}: no action that ends before gives the input artifact ${name}`);
        for (const { name } of action.outputArtifacts) {
          if (available.has(name)) throw new Error(`${where}: the output artifact ${name} exists already`);
          available.add(name);
        }
      }
    }
  });
  validateVariables(declaration);
}

function validateAction(
  action: ActionDeclaration,
  { where, runners, region }: { where: string; runners: ReadonlyMap<string, ActionRunner>; region: string },
): void {
  const type = actionTypeName(action.actionTypeId);
  const runner = runners.get(type);
  if (type.startsWith('Source/AWS/CodeStarSourceConnection/'))
    throw new Error(
      `${where}: a connection reads from a Git host that this machine does not have; ` +
        'configure CodeCommit as source to run the pipeline locally',
    );
  if (runner === undefined)
    throw new Error(
      `${where}: action type ${type} is not emulated; supported: ${[...runners.keys()].join(', ')}`,
    );
  if (action.region !== undefined && action.region !== region)
    throw new Error(
      `${where}: Region: cross-region actions are not emulated, got "${action.region}" in ${region}`,
    );
  const unknown = Object.keys(action.configuration).filter((name) => !runner.configuration.includes(name));
  if (unknown.length > 0)
    throw new Error(
      `${where}: Configuration.${unknown.join(', Configuration.')} not emulated; supported: ${runner.configuration.join(', ')}`,
    );
  for (const kind of ['input', 'output'] as const) {
    const [least, most] = runner.artifacts[kind];
    const { length } = action[`${kind}Artifacts`];
    if (length < least || length > most)
      throw new Error(
        `${where}: ${kind} artifacts: expected ${least === most ? least : `${least} to ${most}`}, got ${length}`,
      );
  }
  validateBounds(action, where);
  runner.validate?.(action, where);
}

/** Bounds of the service model of CreatePipeline; its timeoutInMinutes "is available only to the manual approval". */
function validateBounds(
  { actionTypeId, runOrder, timeoutInMinutes }: ActionDeclaration,
  where: string,
): void {
  if (!(runOrder >= 1 && runOrder <= 999))
    throw new Error(`${where}: RunOrder: expected 1 to 999, got ${runOrder}`);
  if (timeoutInMinutes === undefined) return;
  if (actionTypeId.category !== 'Approval')
    throw new Error(`${where}: TimeoutInMinutes is available only to the manual approval`);
  if (!(timeoutInMinutes >= 5 && timeoutInMinutes <= 86_400))
    throw new Error(`${where}: TimeoutInMinutes: expected 5 to 86400, got ${timeoutInMinutes}`);
}

function expectUnique(what: string, names: readonly string[]): void {
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined) throw new Error(`${what} "${duplicate}" is used twice`);
}
