import createClient from 'openapi-fetch';
import { Problem } from './problem';
import type { paths } from './schema';

/** The API as its document describes it: addresses, parameters, bodies and answers are checked when this is compiled. */
export const api = createClient<paths>({ credentials: 'same-origin' });

api.use({
  async onResponse({ response }) {
    if (!response.ok) {
      throw await Problem.fromResponse(response);
    }
  },
});

/** What an answer holds; whatever was not successful has been thrown as a Problem. */
export async function got<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

/** The header that says on which version a change is based. */
export const ifMatch = (version: number): { 'If-Match': string } => ({ 'If-Match': `"${version}"` });

/** The address of something that the browser itself loads: a picture, a file. */
export function address(path: string, query: Record<string, string | null> = {}): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== null);
  return pairs.length > 0 ? `/api/v1${path}?${new URLSearchParams(pairs)}` : `/api/v1${path}`;
}
