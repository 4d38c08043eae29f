/**
 * The shell program that runs a build's commands one after another in one shell, as buildspec version 0.2 asks: "runs
 * all build commands in the same instance of the default shell" (user guide, "Buildspec versions"). So directories,
 * variables, functions and options stay.
 *
 * It reads names of command files on descriptor 3 and answers on its output, after the command's own, with the mark, the
 * exit status and whether the shell goes on. A command may end the shell (`exit`, or a failure under `set -e`): the trap
 * then answers and leaves the exported variables and the directory behind, from which the next shell goes on. Recorded
 * logs of CodeBuild show a build that goes on after `exit 0`; that functions and unexported variables are lost by then
 * is a guess.
 *
 * - The `for` around the command takes a stray `break` or `continue`, which would end the outer loop.
 * - A function would do that as well, but `declare` in it would make local variables.
 * - Standard error of the driver's own lines is dropped, and tracing is off between commands, so that `set -x` shows
 *   the user's lines only; the first line of a command file turns it on again.
 */
export const SHELL_DRIVER = `
__cb_state=$1; __cb_mark=$2; __cb_trace=; shift 2
exec 4>&1 2>&1
if [ -f "$__cb_state/env" ]; then . "$__cb_state/env"; cd "$(cat "$__cb_state/dir")"; fi
__cb_answer() {
  { export -p >"$__cb_state/env"; pwd >"$__cb_state/dir"; } || :
  printf '%s %s %s\\n' "$__cb_mark" "$1" "$2" >&4
}
trap '{ __cb_answer "$?" ended; } 2>/dev/null' EXIT
while IFS= read -r __cb_file <&3; do
  __cb_status=0
  for __cb_once in 1; do . "$__cb_file" 3<&-; { __cb_status=$?; } 2>/dev/null; done
  {
    case $- in *x*) __cb_trace=1; set +x ;; esac
    __cb_answer "$__cb_status" next
  } 2>/dev/null
done
trap - EXIT
`;

/** A command as a file for {@link SHELL_DRIVER}; the agent's own commands stay out of the user's trace. */
export function commandFile(command: string, quiet: boolean): string {
  const trace = 'if [ -n "$__cb_trace" ]; then __cb_trace=; set -x; fi\n';
  return `${quiet ? '' : trace}${command}\n`;
}
