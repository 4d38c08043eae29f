import { quoteForFish } from '../runtime/shell-exports';
import type { CompletionTree, Value } from './completion-tree';

/** Completion of fish, for `vigilant` and `npx vigilant`. */
export function fishScript({ paths, valued, places }: CompletionTree, ask: string): string {
  return `function __vigilant_candidates
  set -l typed (commandline -opc)
  if test (string replace -r '.*/' '' -- $typed[1]) = npx
    if test "$typed[2]" != vigilant; return; end
    set -e typed[1]
  end
  set -e typed[1]
  set -l current (commandline -ct)
  set -l at vigilant
  set -l nth 0
  set -l opt
  for word in $typed
    if test -n "$opt"; set opt; continue; end
    switch $word
      case ${valued.join(' ')}
        set opt $word
      case '-*'
      case '*'
        switch "$at $word"
          case ${paths.map(quoteForFish).join(' ')}
            set at "$at $word"
          case '*'
            set nth (math $nth + 1)
        end
    end
  end
  if test -n "$opt"
    set at "$at $opt"
  else if string match -q -- '-*' $current
    set at "$at -"
  else
    set at "$at $nth"
  end
  switch $at
${[...places].map(([where, value]) => `    case ${quoteForFish(where)}\n      ${print(value, ask)}`).join('\n')}
  end
end
complete -c vigilant -f -a '(__vigilant_candidates)'
complete -c npx -n 'string match -q -- vigilant (commandline -opc)[2]' -f -a '(__vigilant_candidates)'
`;
}

function print(value: Value, ask: string): string {
  if (value.kind === 'directories') return '__fish_complete_directories (commandline -ct)';
  if (value.kind === 'asked') return `${ask} ${value.of} $typed 2>/dev/null`;
  const lines = value.words.map(({ word, description }) => (description ? `${word}\t${description}` : word));
  return `printf '%s\\n' ${lines.map(quoteForFish).join(' ')}`;
}
