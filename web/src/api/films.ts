import { address, api, got } from './client';
import type { Film, Reading, Tag } from './types';

export const thumbnailAddress = (filmId: string): string => address(`/films/${filmId}/thumbnail`);

export const fileAddress = (filmId: string): string => address(`/films/${filmId}/file`);

export const heatMapAddress = (filmId: string, finding: string, model: string | null): string =>
  address(`/films/${filmId}/heatmaps/${encodeURIComponent(finding)}`, { model });

export const getReading = (id: string, model: string, signal?: AbortSignal): Promise<Reading> =>
  got(api.GET('/api/v1/films/{id}/reading', { params: { path: { id }, query: { model } }, signal: signal ?? null }));

export const getTags = (id: string, signal?: AbortSignal): Promise<Tag[]> =>
  got(api.GET('/api/v1/films/{id}/tags', { params: { path: { id } }, signal: signal ?? null }));

/** A film as the server draws it, for the moment until its values are there. */
export const previewAddress = (filmId: string): string => address(`/films/${filmId}/rendered`, { size: '1024' });

const fetching = new Map<string, Promise<Int16Array>>();

/** Begins to fetch a film's values that will be asked for. */
export function fetchPixelsAhead(film: Film): void {
  const pixels = fetchPixels(film);
  pixels.catch(() => undefined);
  fetching.set(film.id, pixels);
}

/** All values of a film after the modality's table, before any window: 16 bits, signed, row by row. */
export function getPixels(film: Film): Promise<Int16Array> {
  const ahead = fetching.get(film.id);
  fetching.delete(film.id);
  return ahead ?? fetchPixels(film);
}

async function fetchPixels(film: Film): Promise<Int16Array> {
  const answer = api.GET('/api/v1/films/{id}/pixels', { params: { path: { id: film.id } }, parseAs: 'arrayBuffer' });
  const bytes = (await got(answer)) as ArrayBuffer;
  const expected = film.width * film.height * 2;
  if (bytes.byteLength !== expected) {
    throw new Error(
      `Expected ${expected} bytes for the ${film.width} × ${film.height} pixels of ${film.fileName}, found ${bytes.byteLength}.`,
    );
  }

  // Every machine that runs a browser is little endian.
  return new Int16Array(bytes);
}
