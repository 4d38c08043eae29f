/** Reads one mapping of a buildspec and collects what is wrong with it, so that all problems are told at once. */
export class BuildspecReader {
  private readonly mapping: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    private readonly path: string,
    readonly problems: string[],
  ) {
    this.mapping = isMapping(value) ? value : {};
    if (!isMapping(value))
      problems.push(`${path || 'document'}: expected a mapping, got ${JSON.stringify(value) ?? 'nothing'}`);
  }

  complain(key: string, problem: string): void {
    this.problems.push(`${this.at(key)}: ${problem}`);
  }

  /** Refuses every key but these. */
  allow(keys: readonly string[]): void {
    for (const key of this.keys()) {
      if (!keys.includes(key))
        this.problems.push(`unknown key ${this.at(key)}; known here are ${keys.join(', ')}`);
    }
  }

  keys(): string[] {
    return Object.keys(this.mapping);
  }

  has(key: string): boolean {
    return Object.hasOwn(this.mapping, key);
  }

  child(key: string): BuildspecReader | undefined {
    return this.has(key) ? new BuildspecReader(this.mapping[key], this.at(key), this.problems) : undefined;
  }

  scalar(key: string): string | undefined {
    return this.has(key) ? this.text(this.mapping[key], this.at(key)) : undefined;
  }

  flag(key: string): boolean {
    const text = this.scalar(key) ?? 'no';
    if (!/^(yes|no|true|false)$/i.test(text)) this.complain(key, `expected yes or no, got "${text}"`);
    return /^(yes|true)$/i.test(text);
  }

  /** A list of scalars; a single scalar counts as a list of one. */
  list(key: string): string[] {
    const value = this.mapping[key];
    if (!this.has(key) || value === null || value === '') return [];
    const items = Array.isArray(value) ? value : [value];
    return items.map((item, index) => this.text(item, `${this.at(key)}[${index}]`));
  }

  scalars(key: string): Record<string, string> {
    const child = this.child(key);
    const names = child?.keys() ?? [];
    return Object.fromEntries(names.map((name) => [name, child?.scalar(name) ?? '']));
  }

  /** A mapping of environment variables. */
  variables(key: string): Record<string, string> {
    const variables = this.scalars(key);
    for (const name of Object.keys(variables)) {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
        this.complain(key, `"${name}" is no name of an environment variable`);
      // "Do not set any environment variable with a name that starts with CODEBUILD_" (user guide, env/variables).
      if (name.startsWith('CODEBUILD_'))
        this.complain(key, `"${name}": names that start with CODEBUILD_ are reserved`);
    }
    return variables;
  }

  private text(value: unknown, where: string): string {
    if (typeof value === 'string') return value;
    this.problems.push(`${where}: expected a string, got ${JSON.stringify(value)}`);
    return '';
  }

  private at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
