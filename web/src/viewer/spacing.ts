import type { Film } from '../api/types';

/** Millimetres between columns and between rows; 1 where the film does not say, which makes them pixels. */
export function spacingOf(film: Pick<Film, 'pixelSpacing'>): { column: number; row: number } {
  const [row = 1, column = row] = film.pixelSpacing ?? [];
  return { column, row };
}
