import type { CompletionTree } from './completion-tree';
import { candidatesFunction, DIRECTORIES } from './posix-script';

/** Completion of bash, for `vigilant` and, where nothing else completes npx, for `npx vigilant`. */
export function bashScript(tree: CompletionTree, ask: string): string {
  return `${candidatesFunction(tree, ask)}
_vigilant() {
  local first=1 current="\${COMP_WORDS[COMP_CWORD]}" found IFS=$'\\n'
  COMPREPLY=()
  if [ "\${COMP_WORDS[0]##*/}" = npx ]; then
    if [ "\${COMP_WORDS[1]}" != vigilant ] || [ "$COMP_CWORD" -lt 2 ]; then return; fi
    first=2
  fi
  found="$(_vigilant_candidates "$current" "\${COMP_WORDS[@]:first:COMP_CWORD-first}")"
  if [ "$found" = ${DIRECTORIES} ]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -d -- "$current"))
  else
    COMPREPLY=($(compgen -W "$(printf '%s\\n' "$found" | cut -f1)" -- "$current"))
  fi
}
complete -F _vigilant vigilant
complete -p npx >/dev/null 2>&1 || complete -o default -F _vigilant npx
`;
}
