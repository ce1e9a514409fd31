import { useCallback, useEffect, useRef, useState } from 'react';
import { describe, Problem } from '../api/problem';
import { getChecklist, putChecklist } from '../api/studies';
import type { Checklist, FindingState } from '../api/types';

export interface ReadersChecklist {
  value: Checklist | null;
  error: string | null;
  setState: (finding: string, state: FindingState | null) => void;
  setReadFirst: (readFirst: boolean) => void;
  commit: () => void;
}

type Change = (checklist: Checklist) => Checklist;

/**
 * The reader's own checklist of a study. A change shows at once and is stored behind it, one after the other; where another reader
 * was faster, the change is made again on what they left.
 */
export function useChecklist(studyId: string): ReadersChecklist {
  const [value, setValue] = useState<Checklist | null>(null);
  const [error, setError] = useState<string | null>(null);
  const stored = useRef<Checklist | null>(null);
  const queue = useRef<Promise<void>>(Promise.resolve());

  useEffect(() => {
    const abort = new AbortController();
    getChecklist(studyId, abort.signal).then(
      (checklist) => {
        stored.current = checklist;
        setValue(checklist);
      },
      (problem: unknown) => abort.signal.aborted || setError(describe(problem)),
    );
    return () => abort.abort();
  }, [studyId]);

  const change = useCallback(
    (make: Change) => {
      setValue((before) => before && make(before));
      queue.current = queue.current.then(async () => {
        try {
          stored.current = await store(studyId, stored.current, make);
          setError(null);
        } catch (problem) {
          setError(describe(problem));
        }
      });
    },
    [studyId],
  );

  return {
    value,
    error,
    setState: (finding, state) =>
      change((checklist) => ({ ...checklist, findings: { ...checklist.findings, [finding]: state } })),
    setReadFirst: (readFirst) => change((checklist) => ({ ...checklist, readFirst })),
    commit: () => change((checklist) => ({ ...checklist, committedAt: new Date().toISOString() })),
  };
}

async function store(studyId: string, known: Checklist | null, make: Change): Promise<Checklist> {
  const base = known ?? (await getChecklist(studyId));
  try {
    return await putChecklist(studyId, make(base));
  } catch (problem) {
    if (problem instanceof Problem && problem.isStale) {
      return putChecklist(studyId, make(await getChecklist(studyId)));
    }

    throw problem;
  }
}
