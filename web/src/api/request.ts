import { Problem } from './problem';

const root = '/api/v1';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  json?: unknown;
  form?: FormData;
  /** The version that the change is based on. */
  ifMatch?: number;
  signal?: AbortSignal | undefined;
  accept?: string;
}

/** The address of something that the browser itself loads: a picture, a file. */
export function address(path: string, query: Record<string, string | number | boolean | null | undefined> = {}): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === null || value === undefined || value === '' ? [] : [[key, String(value)]],
  );
  return pairs.length > 0 ? `${root}${path}?${new URLSearchParams(pairs)}` : `${root}${path}`;
}

/** Sends a request; throws a Problem unless it was successful. */
export async function send(url: string, options: RequestOptions = {}): Promise<Response> {
  const headers: Record<string, string> = { accept: options.accept ?? 'application/json' };
  if (options.json !== undefined) {
    headers['content-type'] = 'application/json';
  }

  if (options.ifMatch !== undefined) {
    headers['if-match'] = `"${options.ifMatch}"`;
  }

  const response = await fetch(url, {
    method: options.method ?? 'GET',
    headers,
    credentials: 'same-origin',
    body: options.form ?? (options.json === undefined ? null : JSON.stringify(options.json)),
    signal: options.signal ?? null,
  });
  if (!response.ok) {
    throw await Problem.fromResponse(response);
  }

  return response;
}

/** The JSON that a request answers with. */
export async function json<T>(url: string, options: RequestOptions = {}): Promise<T> {
  const text = await (await send(url, options)).text();
  return (text ? JSON.parse(text) : undefined) as T;
}
