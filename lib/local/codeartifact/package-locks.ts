/**
 * Makes changes of one package wait for each other, so that what was checked still holds when it is written. Several
 * packages are locked in the order of their keys, so that two callers cannot wait for each other.
 */
export class PackageLocks {
  private readonly tails = new Map<string, Promise<unknown>>();

  async run<T>(keys: readonly string[], task: () => Promise<T>): Promise<T> {
    const [first, ...rest] = [...new Set(keys)].sort();
    if (first === undefined) return await task();
    return await this.runOne(first, () => this.run(rest, task));
  }

  private async runOne<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key) ?? Promise.resolve();
    const mine = before.then(task, task);
    this.tails.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.tails.get(key) === mine) this.tails.delete(key);
    }
  }
}
