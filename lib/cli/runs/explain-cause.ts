import { parseJson } from './parse-json';

/** What an error says to a person: causes of Lambda functions, runs and jobs are JSON with the message inside. */
export function explainCause(error: string, cause: string): string {
  const parsed = parseJson(cause);
  if (typeof parsed?.errorMessage === 'string') return `${error}: ${parsed.errorMessage}`;
  if (typeof parsed?.message === 'string') return `${error}: ${parsed.message}`;
  // Seen on AWS both ways: the build itself, and the build as a member of an object.
  const build = parsed?.Build ?? parsed;
  if (typeof build?.BuildStatus === 'string') return `publish job ${build.BuildStatus} (${build.Id})`;
  const text = cause.length > 300 ? `${cause.slice(0, 297)}…` : cause;
  return text === '' ? error : `${error}: ${text}`;
}
