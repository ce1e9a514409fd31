import { Problem } from './problem';
import { address, json } from './request';
import type { Report, ReportVersion, SentenceChange } from './types';

const path = (studyId: string, rest = ''): string => address(`/studies/${studyId}/report${rest}`);

/** The report as it stands; null while there is none. */
export async function getReport(studyId: string, signal?: AbortSignal): Promise<Report | null> {
  try {
    return await json<Report>(path(studyId), { signal });
  } catch (error) {
    if (error instanceof Problem && error.status === 404) {
      return null;
    }

    throw error;
  }
}

export const draftReport = (
  studyId: string,
  wish: { filmId?: string; checklist?: boolean; model?: string },
): Promise<Report> => json(path(studyId, '/draft'), { method: 'POST', json: wish });

export const saveReport = (studyId: string, version: number, sentences: SentenceChange[]): Promise<Report> =>
  json(path(studyId), { method: 'PUT', json: { sentences }, ifMatch: version });

export const setPreliminary = (studyId: string, version: number): Promise<Report> =>
  json(path(studyId, '/status'), { method: 'POST', json: { status: 'preliminary' }, ifMatch: version });

export const signReport = (studyId: string, version: number, name: string): Promise<Report> =>
  json(path(studyId, '/sign'), { method: 'POST', json: { name }, ifMatch: version });

export const addAddendum = (studyId: string, text: string, name: string): Promise<Report> =>
  json(path(studyId, '/addendum'), { method: 'POST', json: { text, name } });

export const listVersions = (studyId: string, signal?: AbortSignal): Promise<ReportVersion[]> =>
  json(path(studyId, '/versions'), { signal });

export const getVersion = (studyId: string, version: number, signal?: AbortSignal): Promise<Report> =>
  json(path(studyId, `/versions/${version}`), { signal });

export const textAddress = (studyId: string): string => path(studyId, '/text');
