import { GroupPattern } from './group-pattern';

/** How packages of a group may enter a repository (service model, PackageGroupOriginRestrictionType). */
export const ORIGINS = ['PUBLISH', 'EXTERNAL_UPSTREAM', 'INTERNAL_UPSTREAM'] as const;
export type Origin = (typeof ORIGINS)[number];

/** One setting of a group. */
export interface GroupRestriction {
  readonly mode: 'ALLOW' | 'ALLOW_SPECIFIC_REPOSITORIES' | 'BLOCK' | 'INHERIT';
  readonly repositories: readonly string[];
}

/** A package group of a domain. */
export interface PackageGroup {
  readonly pattern: GroupPattern;
  readonly created: number;
  readonly description?: string;
  readonly contactInfo?: string;
  readonly restrictions: Readonly<Record<Origin, GroupRestriction>>;
}

const all = (mode: GroupRestriction['mode']): PackageGroup['restrictions'] => ({
  PUBLISH: { mode, repositories: [] },
  EXTERNAL_UPSTREAM: { mode, repositories: [] },
  INTERNAL_UPSTREAM: { mode, repositories: [] },
});

/** What a group that says nothing has: everything is inherited. */
export const INHERIT_ALL = all('INHERIT');

/**
 * Package groups of one domain. Each domain has the root group `/*`, which allows everything until it is changed (user
 * guide, "Working with package groups in CodeArtifact").
 */
export class PackageGroups {
  private readonly groups = new Map<string, PackageGroup>();

  constructor(created: number) {
    this.put({ pattern: new GroupPattern('/*'), created, restrictions: all('ALLOW') });
  }

  put(group: PackageGroup): void {
    this.groups.set(group.pattern.text, group);
  }

  get(pattern: string): PackageGroup | undefined {
    return this.groups.get(pattern);
  }

  /** In the order of their patterns. */
  list(): PackageGroup[] {
    return [...this.groups.values()].sort((a, b) => (a.pattern.text < b.pattern.text ? -1 : 1));
  }

  /** The group of a Python package: the most specific that matches. */
  of(packageName: string): PackageGroup {
    return mostSpecific(this.list().filter(({ pattern }) => pattern.matches(`/pypi//${packageName}`)));
  }

  /** The group from which settings are inherited; the root group has none. */
  parentOf(group: PackageGroup): PackageGroup | undefined {
    const covering = this.list().filter(({ pattern }) => pattern.covers(group.pattern));
    return covering.length === 0 ? undefined : mostSpecific(covering);
  }

  /** The group, this one or an ancestor, whose setting holds. */
  decisive(group: PackageGroup, origin: Origin): PackageGroup {
    let current = group;
    while (current.restrictions[origin].mode === 'INHERIT') {
      const parent = this.parentOf(current);
      if (parent === undefined) break;
      current = parent;
    }
    return current;
  }

  /** Whether versions of a package may enter a repository in this way. */
  allows(origin: Origin, packageName: string, repository: string): boolean {
    const { mode, repositories } = this.decisive(this.of(packageName), origin).restrictions[origin];
    if (mode === 'ALLOW_SPECIFIC_REPOSITORIES') return repositories.includes(repository);
    return mode === 'ALLOW';
  }
}

function mostSpecific(groups: readonly PackageGroup[]): PackageGroup {
  return groups.reduce((best, group) => (best.pattern.isLessSpecificThan(group.pattern) ? group : best));
}
