import { useEffect, useState, type Dispatch, type SetStateAction } from 'react';
import { describe } from '../api/problem';

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Pages<T> {
  /** Null before the first page has come. */
  shown: Page<T> | null;
  error: string | null;
  setShown: Dispatch<SetStateAction<Page<T> | null>>;
  setError: (error: string) => void;
  /** Fetches the next page. */
  more: () => void;
}

// Typing is waited for.
const pause = 200;

/** A list that comes in pages, fetched anew when the query or a dependency changes; what was there stays until then. */
export function usePages<T>(
  list: (query: string, after: string | null, signal?: AbortSignal) => Promise<Page<T>>,
  query: string,
  dependencies: readonly unknown[] = [],
): Pages<T> {
  const [shown, setShown] = useState<Page<T> | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    const wait = setTimeout(
      () =>
        list(query, null, abort.signal).then(
          (page) => {
            setShown(page);
            setError(null);
          },
          (problem: unknown) => abort.signal.aborted || setError(describe(problem)),
        ),
      query ? pause : 0,
    );
    return () => {
      clearTimeout(wait);
      abort.abort();
    };
  }, [query, ...dependencies]);

  const more = async (): Promise<void> => {
    try {
      const page = await list(query, shown!.next);

      // Another list, or this page, may have come in between.
      setShown((now) => (now && now.next === shown!.next ? { items: [...now.items, ...page.items], next: page.next } : now));
    } catch (problem) {
      setError(describe(problem));
    }
  };
  return { shown, error, setShown, setError, more: () => void more() };
}
