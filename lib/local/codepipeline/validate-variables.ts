import {
  type ActionDeclaration,
  type PipelineDeclaration,
  runOrders,
  type StageDeclaration,
} from './declaration';
import { referencesIn } from './variables';

/** Namespaces that no action may have (user guide, "Variables reference"). */
const RESERVED = ['codepipeline', 'variables'];

/**
 * Checks what CreatePipeline checks about variables: namespaces are unique, not reserved, and no names of artifacts;
 * a reference has a namespace of its own pipeline, of an action that is sure to have ended before, and a pipeline-level
 * variable that is declared. Source actions cannot use those.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
 * @throws Error that names stage, action and what is wrong.
 */
export function validateVariables(declaration: Omit<PipelineDeclaration, 'version'>): void {
  const artifacts = declaration.stages.flatMap(({ actions }) =>
    actions.flatMap(({ outputArtifacts }) => outputArtifacts.map(({ name }) => name)),
  );
  const before = new Set<string>();
  for (const stage of declaration.stages)
    for (const actions of runOrders(stage)) {
      for (const action of actions) checkReferences(declaration, { stage, action, before });
      for (const { name, namespace } of actions) {
        if (namespace === undefined) continue;
        const where = `stage ${stage.name}, action ${name}: Namespace "${namespace}"`;
        if (before.has(namespace)) throw new Error(`${where} is used twice`);
        if (RESERVED.includes(namespace)) throw new Error(`${where} is reserved`);
        if (artifacts.includes(namespace)) throw new Error(`${where} is the name of an artifact`);
        before.add(namespace);
      }
    }
}

function checkReferences(
  { variables }: Omit<PipelineDeclaration, 'version'>,
  at: { stage: StageDeclaration; action: ActionDeclaration; before: ReadonlySet<string> },
): void {
  for (const [name, value] of Object.entries(at.action.configuration))
    for (const { reference, namespace, key } of referencesIn(value)) {
      const where = `stage ${at.stage.name}, action ${at.action.name}: Configuration.${name}: ${reference}`;
      if (namespace === undefined)
        throw new Error(`${where}: expected #{NAMESPACE.KEY}, a namespace and a key separated by a period`);
      if (namespace === 'variables') {
        if (at.action.actionTypeId.category === 'Source')
          throw new Error(`${where}: variables at the pipeline level cannot be used in source actions`);
        if (!variables.some((variable) => variable.name === key))
          throw new Error(`${where}: the pipeline declares no variable ${key}`);
      } else if (namespace !== 'codepipeline' && !at.before.has(namespace))
        throw new Error(`${where}: no action that ends before has the namespace ${namespace}`);
    }
}
