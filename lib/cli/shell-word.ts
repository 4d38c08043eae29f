import { quote } from './runtime/shell-home';

/** A text as one word of a command that is printed to be pasted: quoted only where a shell would take it apart. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : quote(text);
}
