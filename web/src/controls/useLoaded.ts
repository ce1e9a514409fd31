import { useCallback, useEffect, useState } from 'react';
import { describe, Problem } from '../api/problem';

export interface Loaded<T> {
  value: T | null;
  error: string | null;
  /** The status of the problem, 0 where it was none of the server's. */
  status: number;
  isLoading: boolean;
  reload: () => void;
  set: (value: T) => void;
}

/** What an address answers, fetched again when a dependency changes; what was there stays until the new value comes. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, dependencies: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload' | 'set'>>({
    value: null,
    error: null,
    status: 0,
    isLoading: true,
  });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    setState((before) => ({ ...before, isLoading: true }));
    load(abort.signal).then(
      (value) => abort.signal.aborted || setState({ value, error: null, status: 0, isLoading: false }),
      (error: unknown) =>
        abort.signal.aborted ||
        setState((before) => ({ ...before, error: describe(error), status: statusOf(error), isLoading: false })),
    );
    return () => abort.abort();
    // The caller names what the request depends on.
  }, [...dependencies, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const set = useCallback((value: T) => setState({ value, error: null, status: 0, isLoading: false }), []);
  return { ...state, reload, set };
}

const statusOf = (error: unknown): number => (error instanceof Problem ? error.status : 0);
