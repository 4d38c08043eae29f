import { createContext, useContext } from 'react';
import type { Place } from '../api/backend';
import type { Api } from './api-client';

/** What every page needs: where it looks, how to ask, and how to tell the outcome of an action. */
export interface ConsoleContext {
  readonly place: Place;
  readonly api: Api;
  readonly notify: (type: 'success' | 'error' | 'info', text: string) => void;
}

export const Context = createContext<ConsoleContext | undefined>(undefined);

/** The context of the page. */
export function useConsole(): ConsoleContext {
  const context = useContext(Context);
  if (context === undefined) throw new Error('expected to be inside of the console');
  return context;
}
