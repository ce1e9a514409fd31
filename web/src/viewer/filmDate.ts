import type { Film, Study } from '../api/types';
import { day, takenOrAdded } from '../controls/day';

/** The day on which a film was taken; null where its file does not say. Its time has no zone: the day is the same everywhere. */
export const takenOn = (film: Film): string | null => (film.takenAt ? day(film.takenAt) : null);

/** The same, or since when the study is here. */
export const filmDate = (film: Film, study: Study): string => takenOrAdded(film.takenAt, study.createdAt);
