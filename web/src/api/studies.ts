import { address, json } from './request';
import type { Checklist, Film, Page, Study, StudySummary } from './types';

export const listStudies = (query: string, after: string | null, signal?: AbortSignal): Promise<Page<StudySummary>> =>
  json(address('/studies', { query, after, limit: 24 }), { signal });

export const getStudy = (id: string, signal?: AbortSignal): Promise<Study> => json(address(`/studies/${id}`), { signal });

export function createStudy(
  films: File[],
  details: { title?: string; indication?: string; prior?: string | null } = {},
): Promise<Study> {
  const form = new FormData();
  films.forEach((film) => form.append('film', film, film.name));
  for (const [name, value] of Object.entries(details)) {
    if (value) {
      form.append(name, value);
    }
  }

  return json(address('/studies'), { method: 'POST', form });
}

export function addFilm(studyId: string, film: File): Promise<Film> {
  const form = new FormData();
  form.append('film', film, film.name);
  return json(address(`/studies/${studyId}/films`), { method: 'POST', form });
}

export const changeStudy = (
  id: string,
  /** What is left out stays; an empty text is none. */
  change: { title?: string; indication?: string; priorId?: string },
): Promise<Study> => json(address(`/studies/${id}`), { method: 'PATCH', json: change });

/** To the bin; the audit keeps it. */
export const removeStudy = (id: string): Promise<void> => json(address(`/studies/${id}`), { method: 'DELETE' });

export const getChecklist = (studyId: string, signal?: AbortSignal): Promise<Checklist> =>
  json(address(`/studies/${studyId}/checklist`), { signal });

export const putChecklist = (studyId: string, checklist: Checklist): Promise<Checklist> => {
  const { version, ...rest } = checklist;
  return json(address(`/studies/${studyId}/checklist`), { method: 'PUT', json: rest, ifMatch: version });
};
