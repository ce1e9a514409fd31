import type { Film, Study } from '../api/types';

/** The day on which a film was taken; null where its file does not say. */
export const takenOn = (film: Film): string | null => (film.takenAt ? day(film.takenAt) : null);

/** The same, or since when the study is here, which may be years later and is said to be that. */
export const filmDate = (film: Film, study: Study): string => takenOn(film) ?? `added ${day(study.createdAt)}`;

// A film's time has no zone: its day is the same wherever it is read.
const day = (time: string): string => new Date(time).toLocaleDateString(undefined, { dateStyle: 'medium' });
