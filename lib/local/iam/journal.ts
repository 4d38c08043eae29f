import type { Principal } from '../service';
import type { Answer, Question } from './policy/decide';

/** One decision, with all that it was made from, so that it can be made again with other policies. */
export interface Decision {
  readonly principal: Principal;
  /** With the policies as they were deployed. */
  readonly question: Question;
  /** Differs from what those policies say only where they were amended for the time being. */
  readonly answer: Answer;
}

/** Hears of every decision of IAM as it is made. */
export type Journal = (decision: Decision) => void;
