import type { AssemblyStack } from './load-assembly';
import { referencesIn } from './template-references';

/**
 * Logical ids of the stack's resources, each after those it refers to or DependsOn; otherwise in template order.
 * @throws Error that names the resources of a cycle, or a DependsOn without a target.
 */
export function deploymentOrder(stack: AssemblyStack): string[] {
  const resources = stack.template.Resources ?? {};
  const ordered = new Set<string>();
  const visit = (id: string, path: readonly string[]) => {
    if (ordered.has(id)) return;
    if (path.includes(id)) {
      const cycle = [...path.slice(path.indexOf(id)), id].join(' → ');
      throw new Error(`stack ${stack.name}: resources depend on each other: ${cycle}`);
    }
    for (const dependency of dependenciesOf(stack, id)) visit(dependency, [...path, id]);
    ordered.add(id);
  };
  for (const id of Object.keys(resources)) visit(id, []);
  return [...ordered];
}

function dependenciesOf(stack: AssemblyStack, id: string): string[] {
  const resources = stack.template.Resources ?? {};
  const resource = resources[id];
  const explicit = [resource?.DependsOn ?? []].flat();
  for (const target of explicit)
    if (!Object.hasOwn(resources, target))
      throw new Error(
        `stack ${stack.name}, resource ${id}: DependsOn names "${target}", which the template does not have`,
      );
  const referenced = [...referencesIn(resource?.Properties)].filter((name) => Object.hasOwn(resources, name));
  return [...explicit, ...referenced];
}
