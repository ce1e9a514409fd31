import { api, got, ifMatch } from './client';
import type { Checklist, Film, Study } from './types';

export const listStudies = (query: string, after: string | null, signal?: AbortSignal) =>
  got(
    api.GET('/api/v1/studies', {
      params: { query: { query, limit: 24, ...(after ? { after } : {}) } },
      signal: signal ?? null,
    }),
  );

export const getStudy = (id: string, signal?: AbortSignal): Promise<Study> =>
  got(api.GET('/api/v1/studies/{id}', { params: { path: { id } }, signal: signal ?? null }));

/** Films that belong together, as one study. */
export function createStudy(films: File[]): Promise<Study> {
  const form = new FormData();
  films.forEach((film) => form.append('film', film, film.name));
  return got(
    api.POST('/api/v1/studies', {
      body: { film: [] },
      bodySerializer: () => form,
    }),
  );
}

export function addFilm(id: string, film: File): Promise<Film> {
  const form = new FormData();
  form.append('film', film, film.name);
  return got(
    api.POST('/api/v1/studies/{id}/films', { params: { path: { id } }, body: { film: [] }, bodySerializer: () => form }),
  );
}

/** What is left out stays as it is; an empty text is none. */
export const changeStudy = (id: string, change: { title?: string; indication?: string; priorId?: string }): Promise<Study> =>
  got(
    api.PATCH('/api/v1/studies/{id}', {
      params: { path: { id } },
      body: change,
    }),
  );

/** To the bin; the audit keeps it. */
export async function removeStudy(id: string): Promise<void> {
  await api.DELETE('/api/v1/studies/{id}', { params: { path: { id } } });
}

export const getChecklist = (id: string, signal?: AbortSignal): Promise<Checklist> =>
  got(api.GET('/api/v1/studies/{id}/checklist', { params: { path: { id } }, signal: signal ?? null }));

export const putChecklist = (id: string, { version, findings, readFirst, committedAt }: Checklist): Promise<Checklist> =>
  got(
    api.PUT('/api/v1/studies/{id}/checklist', {
      params: { path: { id }, header: ifMatch(version) },
      body: { findings, readFirst, committedAt },
    }),
  );
