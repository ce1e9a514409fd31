import { useCallback, useEffect, useRef, useState } from 'react';
import { describe, Problem } from '../api/problem';
import { addAddendum, draftReport, getReport, saveReport, setPreliminary, signReport } from '../api/reports';
import type { Report, ReportSentence } from '../api/types';
import { changesOf } from './editing';

export interface ReportEditing {
  report: Report | null;
  isLoading: boolean;
  isBusy: boolean;
  /** Another draft takes the place of these sentences soon: what is changed on them would be lost. */
  isDrafting: boolean;
  error: string | null;
  /** Another reader's version that came between; the own sentences are still on the page. */
  theirs: Report | null;
  draft: (wish: { filmId: string; checklist: boolean; model: string | null }) => Promise<void>;
  change: (sentences: ReportSentence[]) => void;
  /** Sends what could not be saved; null where all is saved or being saved. */
  saveAgain: (() => void) | null;
  makePreliminary: () => Promise<void>;
  sign: (name: string) => Promise<void>;
  addendum: (text: string, name: string) => Promise<void>;
  takeTheirs: () => void;
  keepMine: () => void;
}

/** The report of a study; what the reader changes is saved at once as a new version, one after the other. */
export function useReport(studyId: string, isShown: boolean): ReportEditing {
  const [report, setReport] = useState<Report | null>(null);
  const [theirs, setTheirs] = useState<Report | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [isLoading, setIsLoading] = useState(true);
  const [busy, setBusy] = useState(0);
  const [isDrafting, setIsDrafting] = useState(false);
  const version = useRef(0);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const latest = useRef<ReportSentence[] | null>(null);

  const take = useCallback((next: Report | null) => {
    version.current = next?.version ?? 0;
    setReport(next);
  }, []);

  useEffect(() => {
    const abort = new AbortController();
    if (isShown) {
      getReport(studyId, abort.signal)
        .then(take)
        .catch((problem: unknown) => abort.signal.aborted || setError(describe(problem)))
        .finally(() => abort.signal.aborted || setIsLoading(false));
    }

    return () => abort.abort();
  }, [studyId, isShown, take]);

  const run = useCallback(
    (work: () => Promise<Report | null>): Promise<void> => {
      setBusy((count) => count + 1);
      queue.current = queue.current.then(async () => {
        try {
          const next = await work();
          if (next) {
            take(next);
          }

          setError(null);
        } catch (problem) {
          setError(describe(problem));
          if (problem instanceof Problem && problem.isStale) {
            setTheirs(await getReport(studyId).catch(() => null));
          }
        } finally {
          setBusy((count) => count - 1);
        }
      });
      return queue.current;
    },
    [studyId, take],
  );

  // Of several changes that wait for an earlier save, only the last is sent: it holds the others.
  const save = useCallback(async (): Promise<Report | null> => {
    const sentences = latest.current;
    if (!sentences) {
      return null;
    }

    const saved = await saveReport(studyId, version.current, changesOf(sentences));

    // What was changed meanwhile stays on the page and is saved next.
    const isLatest = latest.current === sentences;
    latest.current = isLatest ? null : latest.current;
    return isLatest ? saved : { ...saved, sentences: latest.current ?? saved.sentences };
  }, [studyId]);

  return {
    report,
    isLoading,
    isBusy: busy > 0,
    isDrafting,
    error,
    theirs,
    draft: async (wish) => {
      setIsDrafting(true);
      await run(() => draftReport(studyId, wish));
      setIsDrafting(false);
    },
    change: (sentences) => {
      setReport((before) => before && { ...before, sentences });
      latest.current = sentences;
      void run(save);
    },
    saveAgain: latest.current ? () => void run(save) : null,
    makePreliminary: () => run(() => setPreliminary(studyId, version.current)),
    sign: (name) => run(() => signReport(studyId, version.current, name)),
    addendum: (text, name) => run(() => addAddendum(studyId, text, name)),
    takeTheirs: () => {
      latest.current = null;
      take(theirs);
      setTheirs(null);
      setError(null);
    },
    keepMine: () => {
      if (theirs && report) {
        version.current = theirs.version;
        latest.current = report.sentences;
        setTheirs(null);
        void run(save);
      }
    },
  };
}
