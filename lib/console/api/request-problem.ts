/** A request that cannot be served, for a reason that whoever sent it can mend. */
export class RequestProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'RequestProblem';
  }
}
