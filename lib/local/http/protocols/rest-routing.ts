import type { OperationModel, ServiceModel } from '../model/service-model';
import type { OperationChoice, WireRequest } from './protocol';

interface Route {
  readonly operation: OperationModel;
  readonly pattern: RegExp;
  readonly labels: readonly string[];
  /** Literal part of the query string: `uploads`, `list-type=2`. */
  readonly literals: readonly (readonly [string, string | undefined])[];
  /** Query parameters and headers without which the request is not this operation. */
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
  readonly specificity: number;
}

const routesOf = new WeakMap<ServiceModel, readonly Route[]>();

/**
 * The operation of a REST service that a request means. S3 has operations that share method and path
 * (`PutObject`, `CopyObject`, `UploadPart`): the one with the most literals and required parameters present wins.
 */
export function routeRequest(
  request: WireRequest,
  model: ServiceModel,
  choice: OperationChoice,
): string | undefined {
  const query = new Map(request.query);
  const fitting = routes(model).filter(
    (route) =>
      route.operation.http.method === request.method &&
      route.pattern.test(request.path) &&
      route.literals.every(([name, value]) =>
        value === undefined ? query.has(name) : query.get(name) === value,
      ) &&
      route.requiredQuery.every((name) => query.has(name)) &&
      route.requiredHeaders.every((name) => request.headers[name] !== undefined),
  );
  // Sorted by specificity already; among equals the emulated operation is the one that is meant.
  const best = fitting.filter((route) => route.specificity === fitting[0]?.specificity);
  const chosen = best.find((route) => choice.isEmulated(route.operation.name)) ?? best[0];
  return chosen?.operation.name;
}

/** Values of the labels in the path, decoded. Undefined when a percent-encoding is broken. */
export function pathLabels(
  request: WireRequest,
  operation: OperationModel,
  model: ServiceModel,
): Record<string, string> | undefined {
  const route = routes(model).find((candidate) => candidate.operation === operation);
  const match = route?.pattern.exec(request.path);
  if (!route || !match) return undefined;
  try {
    return Object.fromEntries(
      route.labels.map((label, i) => [label, decodeURIComponent(match[i + 1] as string)]),
    );
  } catch {
    return undefined;
  }
}

function routes(model: ServiceModel): readonly Route[] {
  let known = routesOf.get(model);
  if (!known) {
    known = Object.values(model.operations)
      .map((operation) => compile(operation, model))
      .sort((a, b) => b.specificity - a.specificity);
    routesOf.set(model, known);
  }
  return known;
}

function compile(operation: OperationModel, model: ServiceModel): Route {
  const [path = '/', queryText] = operation.http.requestUri.split('?');
  const labels: string[] = [];
  const source = path.replace(
    /\{([^}+]+)(\+?)\}|[^{]+/g,
    (part, label: string | undefined, greedy: string) => {
      if (label === undefined) return part.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
      labels.push(label);
      return greedy ? '(.+)' : '([^/]+)';
    },
  );
  const literals = (queryText ? queryText.split('&') : []).map((pair) => {
    const [name = '', value] = pair.split('=');
    return [name, value === '' ? undefined : value] as const;
  });
  const input = operation.input ? model.shape(operation.input) : undefined;
  const required = (input?.required ?? []).map((name) => ({ name, ref: input?.members?.[name] }));
  const at = (location: string) =>
    required
      .filter(({ ref }) => ref?.location === location)
      .map(({ name, ref }) => ref?.locationName ?? name);
  // Only S3 tells operations apart by their parameters; elsewhere a missing one is for validation to report.
  const bySignature = model.metadata.protocol === 'rest-xml';
  const requiredQuery = bySignature ? at('querystring') : [];
  const requiredHeaders = bySignature ? at('header').map((name) => name.toLowerCase()) : [];
  const fixed = path.split('/').filter((part) => part !== '' && !part.startsWith('{')).length;
  return {
    operation,
    labels,
    pattern: new RegExp(`^${source.replace(/\/$/, '')}/?$`),
    literals,
    requiredQuery,
    requiredHeaders,
    specificity:
      1000 * fixed +
      10 * (literals.length + requiredQuery.length + requiredHeaders.length) +
      (operation.deprecated ? 0 : 1),
  };
}
