import { address, api, got, ifMatch } from './client';
import { Problem } from './problem';
import type { Report, ReportVersion, SentenceChange } from './types';

/** The report as it stands; null while there is none. */
export async function getReport(id: string, signal?: AbortSignal): Promise<Report | null> {
  try {
    return await got(api.GET('/api/v1/studies/{id}/report', { params: { path: { id } }, signal: signal ?? null }));
  } catch (error) {
    if (error instanceof Problem && error.status === 404) {
      return null;
    }

    throw error;
  }
}

export const draftReport = (id: string, wish: { filmId: string; checklist: boolean; model: string | null }): Promise<Report> =>
  got(api.POST('/api/v1/studies/{id}/report/draft', { params: { path: { id } }, body: wish }));

export const saveReport = (id: string, version: number, sentences: SentenceChange[]): Promise<Report> =>
  got(api.PUT('/api/v1/studies/{id}/report', { params: { path: { id }, header: ifMatch(version) }, body: { sentences } }));

export const setPreliminary = (id: string, version: number): Promise<Report> =>
  got(
    api.POST('/api/v1/studies/{id}/report/status', {
      params: { path: { id }, header: ifMatch(version) },
      body: { status: 'preliminary' },
    }),
  );

export const signReport = (id: string, version: number, name: string): Promise<Report> =>
  got(api.POST('/api/v1/studies/{id}/report/sign', { params: { path: { id }, header: ifMatch(version) }, body: { name } }));

export const addAddendum = (id: string, text: string, name: string): Promise<Report> =>
  got(api.POST('/api/v1/studies/{id}/report/addendum', { params: { path: { id } }, body: { text, name } }));

export const listVersions = (id: string, signal?: AbortSignal): Promise<ReportVersion[]> =>
  got(api.GET('/api/v1/studies/{id}/report/versions', { params: { path: { id } }, signal: signal ?? null }));

export const getVersion = (id: string, version: number, signal?: AbortSignal): Promise<Report> =>
  got(api.GET('/api/v1/studies/{id}/report/versions/{version}', { params: { path: { id, version } }, signal: signal ?? null }));

export const textAddress = (id: string): string => address(`/studies/${id}/report/text`);
