import { address, json, send } from './request';
import type { Film, Reading, Tag } from './types';

export const thumbnailAddress = (filmId: string): string => address(`/films/${filmId}/thumbnail`);

export const fileAddress = (filmId: string): string => address(`/films/${filmId}/file`);

export const heatMapAddress = (filmId: string, finding: string, model: string | null): string =>
  address(`/films/${filmId}/heatmaps/${encodeURIComponent(finding)}`, { model });

export const getReading = (filmId: string, model: string | null, signal?: AbortSignal): Promise<Reading> =>
  json(address(`/films/${filmId}/reading`, { model }), { signal });

export const getTags = (filmId: string, signal?: AbortSignal): Promise<Tag[]> => json(address(`/films/${filmId}/tags`), { signal });

/** All values of a film after the modality's table, before any window: 16 bits, signed, row by row. */
export async function getPixels(film: Film, signal?: AbortSignal): Promise<Int16Array> {
  const response = await send(address(`/films/${film.id}/pixels`), { signal, accept: 'application/octet-stream' });
  const bytes = await response.arrayBuffer();
  const expected = film.width * film.height * 2;
  if (bytes.byteLength !== expected) {
    throw new Error(
      `Expected ${expected} bytes for the ${film.width} × ${film.height} pixels of ${film.fileName}, found ${bytes.byteLength}.`,
    );
  }

  // Every machine that runs a browser is little endian.
  return new Int16Array(bytes);
}
