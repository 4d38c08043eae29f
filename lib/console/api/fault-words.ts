import type { Fault } from './fault';

/** What a fault does to a call that it hits, in words that follow the name of the call. */
export function effectWords({ kind, ...details }: Fault['effect']): string {
  if (kind === 'error') return `answers ${details['status']} ${details['code']}`;
  if (kind === 'delay') return `is answered ${details['milliseconds']} ms late`;
  return WORDS[kind] ?? kind;
}

const WORDS: Readonly<Record<string, string>> = {
  reset: 'loses its connection',
  'lost-answer': 'works but loses its answer',
  'cut-off': 'breaks off in the middle of a body',
  'wrong-bytes': 'stores other bytes',
};

/** How many calls a fault hits, and how many it lets pass first; empty where that is all of them. */
export function limitWords({ skip, times }: { readonly skip?: number; readonly times?: number }): string {
  const hit = times && (times === 1 ? 'once' : `${times} times`);
  return [skip && `after ${skip} that pass`, hit].filter(Boolean).join(', ');
}
