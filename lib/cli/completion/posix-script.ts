import { quote } from '../runtime/shell-home';
import type { CompletionTree, Value } from './completion-tree';

/** What a shell prints instead of candidates where a folder belongs: it completes those itself. */
export const DIRECTORIES = ':directories';

/**
 * A function of bash and zsh that prints the candidates for a word, one a line with a tab before its description. It
 * takes the word as far as it is typed, and the words before it. `ask` prints values of the deployment.
 */
export function candidatesFunction({ paths, valued, places }: CompletionTree, ask: string): string {
  return `_vigilant_candidates() {
  local current="$1" at=vigilant nth=0 opt= word
  shift
  for word in "$@"; do
    if [ -n "$opt" ]; then opt=; continue; fi
    case "$word" in
      ${valued.join('|')}) opt="$word" ;;
      -*) ;;
      *)
        case "$at $word" in
          ${paths.map(quote).join('|')}) at="$at $word" ;;
          *) nth=$((nth + 1)) ;;
        esac ;;
    esac
  done
  if [ -n "$opt" ]; then at="$at $opt"
  else
    case "$current" in
      -*) at="$at -" ;;
      *) at="$at $nth" ;;
    esac
  fi
  case "$at" in
${[...places].map(([where, value]) => `    ${quote(where)}) ${print(value, ask)} ;;`).join('\n')}
  esac
}`;
}

function print(value: Value, ask: string): string {
  if (value.kind === 'directories') return `echo ${DIRECTORIES}`;
  if (value.kind === 'asked') return `${ask} ${value.of} "$@" 2>/dev/null`;
  const lines = value.words.map(({ word, description }) => (description ? `${word}\t${description}` : word));
  return `printf '%s\\n' ${lines.map(quote).join(' ')}`;
}
