import type { Decision } from '../../lib/local/iam/journal';

/** A decision with the flow in which it was made. */
export interface Recorded extends Decision {
  readonly flow: string;
  /** Made in a flow that tries what must be refused. */
  readonly probe: boolean;
}

/** Condition keys that differ from call to call and that no policy here asks for. */
const CHANGING = ['aws:currenttime', 'aws:epochtime', 'aws:userid'];

/** Keeps the decisions of IAM, each kind once for each flow. */
export class Recorder {
  private readonly kept = new Map<string, Recorded>();
  private flow = 'start';
  private probe = false;

  /** Names the flow to which the decisions that follow belong. */
  enter(flow: string, options: { probe: boolean }): void {
    this.flow = flow;
    this.probe = options.probe;
  }

  readonly journal = (decision: Decision): void => {
    const { principal, question, answer } = decision;
    const context = [...question.request.context].filter(([key]) => !CHANGING.includes(key));
    const { action, resource } = question.request;
    const caller = principal.roleArn ?? principal.arn;
    const key = JSON.stringify([this.flow, caller, action, resource, context, answer]);
    if (!this.kept.has(key)) this.kept.set(key, { ...decision, flow: this.flow, probe: this.probe });
  };

  decisions(): readonly Recorded[] {
    return [...this.kept.values()];
  }
}
