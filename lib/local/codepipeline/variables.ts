import { ActionFailure } from './action-runner';
import type { PipelineDeclaration } from './declaration';
import type { PipelineExecution } from './execution';

const REFERENCE = /#\{([\w@-]+)\.([\w@-]+)\}/g;

/** Every `#{…}` of a text, with its namespace and key where it has the form of a reference. */
export function referencesIn(text: string): { reference: string; namespace?: string; key?: string }[] {
  return [...text.matchAll(/#\{[^}]*\}?/g)].map(([reference]) => {
    const [, namespace, key] = [...reference.matchAll(REFERENCE)][0] ?? [];
    return { reference, ...(namespace === undefined ? {} : { namespace, key: key as string }) };
  });
}

/** Values that `#{namespace.key}` can have at some point of an execution. */
export type Namespaces = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Namespaces of an execution: `codepipeline`, `variables` (pipeline-level), and that of each action that succeeded.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
 */
export function namespacesOf(declaration: PipelineDeclaration, execution: PipelineExecution): Namespaces {
  const namespaces: Record<string, Readonly<Record<string, string>>> = {
    codepipeline: { PipelineExecutionId: execution.id },
    variables: execution.variables,
  };
  for (const stage of declaration.stages)
    for (const action of stage.actions) {
      const run = execution.actions.findLast(
        ({ stageName, actionName, status }) =>
          stageName === stage.name && actionName === action.name && status === 'Succeeded',
      );
      if (action.namespace !== undefined && run !== undefined)
        namespaces[action.namespace] = run.outputVariables ?? {};
    }
  return namespaces;
}

/** Puts values in place of `#{namespace.key}`. @throws ActionFailure that names every variable without a value. */
export function resolveVariables(
  configuration: Readonly<Record<string, string>>,
  { namespaces, actionName }: { namespaces: Namespaces; actionName: string },
): Record<string, string> {
  const unresolved = new Set<string>();
  const resolve = (text: string) =>
    text.replace(REFERENCE, (reference, namespace: string, key: string) => {
      const values = Object.hasOwn(namespaces, namespace) ? namespaces[namespace] : undefined;
      if (values !== undefined && Object.hasOwn(values, key)) return values[key] as string;
      unresolved.add(reference);
      return reference;
    });
  const resolved = Object.fromEntries(
    Object.entries(configuration).map(([name, value]) => [name, resolve(value)]),
  );
  if (unresolved.size > 0)
    throw new ActionFailure(
      'InvalidActionConfiguration',
      'An action in this pipeline failed because one or more variables could not be resolved: ' +
        `Action name=${actionName}. This can result when a variable is referenced that does not exist. ` +
        `Validate the pipeline action configuration: ${[...unresolved].join(', ')}`,
    );
  return resolved;
}
