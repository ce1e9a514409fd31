import { getStudy } from '../api/studies';
import type { Study } from '../api/types';

let known: Study | null = null;

/** Keeps a study that was just made, so that opening it need not ask for it again. */
export function knowStudy(study: Study): void {
  known = study;
}

/** The study that was just made if it is that one, once; else the server's. */
export function openStudy(id: string, signal: AbortSignal): Promise<Study> {
  const study = known;
  known = null;
  return study?.id === id ? Promise.resolve(study) : getStudy(id, signal);
}
