import { api, got } from './client';
import type { Model, Reader, Task } from './types';

export const getReader = (signal?: AbortSignal): Promise<Reader> => got(api.GET('/api/v1/me', { signal: signal ?? null }));

export async function logIn(name: string, password: string): Promise<void> {
  await api.POST('/api/v1/login', { body: { name, password } });
}

export async function logOut(): Promise<void> {
  await api.POST('/api/v1/logout');
}

/** What the server offers; it does not change while the page is open, and is asked for once. */
export const listModels = once((): Promise<Model[]> => got(api.GET('/api/v1/models')));

export const listTasks = once((): Promise<Task[]> => got(api.GET('/api/v1/tasks')));

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = null;
      throw error;
    });
    return loaded;
  };
}
