import type { CompletionTree } from './completion-tree';
import { candidatesFunction, DIRECTORIES } from './posix-script';

/** Completion of zsh, for `vigilant` and, where nothing else completes npx, for `npx vigilant`. */
export function zshScript(tree: CompletionTree, ask: string): string {
  return `#compdef vigilant
${candidatesFunction(tree, ask)}
_vigilant() {
  local -a found
  found=("\${(@f)$(_vigilant_candidates "$PREFIX" "\${(@)words[2,CURRENT-1]}")}")
  found=("\${(@)found:#}")
  if [[ "\${found[1]}" == ${DIRECTORIES} ]]; then _files -/; return; fi
  found=("\${(@)found//:/\\\\:}")
  found=("\${(@)found/$'\\t'/:}")
  _describe vigilant found
}
_vigilant_npx() {
  if [[ "\${words[2]}" == vigilant ]] && (( CURRENT > 2 )); then
    shift words
    (( CURRENT -= 1 ))
    _vigilant
  else
    _default
  fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _vigilant vigilant
(( $+_comps[npx] )) || compdef _vigilant_npx npx
`;
}
