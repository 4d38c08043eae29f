import type { Store, Table } from '../storage/store';
import type { Project } from './project';

/** Every project, by region and name: those of the assembly, and those that calls have created, which are on disk. */
export class Projects {
  private readonly projects = new Map<string, Project>();
  private readonly created: Table<Project>;

  constructor(store: Store) {
    this.created = store.table<Project>('codebuild-projects');
  }

  /** Reads the projects that calls have created; the assembly's own of the same name stay. */
  async load(): Promise<void> {
    for await (const [key, project] of this.created.entries())
      if (!this.projects.has(key)) this.projects.set(key, project);
  }

  /** Takes a project of the assembly. */
  put(region: string, project: Project): void {
    this.projects.set(keyOf(region, project.name), project);
  }

  /** Keeps a project that a call creates; on disk when the promise resolves. */
  async create(region: string, project: Project): Promise<void> {
    this.put(region, project);
    await this.created.put(keyOf(region, project.name), project);
  }

  /** A project of the assembly is back at the next start. */
  async delete(region: string, name: string): Promise<void> {
    this.projects.delete(keyOf(region, name));
    await this.created.delete(keyOf(region, name));
  }

  get(region: string, name: string): Project | undefined {
    return this.projects.get(keyOf(region, name));
  }

  /** In order of their names. */
  list(region: string): Project[] {
    return [...this.projects]
      .filter(([key]) => key.startsWith(`${region}/`))
      .map(([, project]) => project)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

function keyOf(region: string, name: string): string {
  return `${region}/${name}`;
}
