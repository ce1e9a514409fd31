import { api, got } from './client';
import type { Model, Reader, Task } from './types';

export const getReader = (signal?: AbortSignal): Promise<Reader> => got(api.GET('/api/v1/me', { signal: signal ?? null }));

export async function logIn(name: string, password: string): Promise<void> {
  await api.POST('/api/v1/login', { body: { name, password } });
}

export async function logOut(): Promise<void> {
  await api.POST('/api/v1/logout');
}

export const listModels = (signal?: AbortSignal): Promise<Model[]> => got(api.GET('/api/v1/models', { signal: signal ?? null }));

export const listTasks = (signal?: AbortSignal): Promise<Task[]> => got(api.GET('/api/v1/tasks', { signal: signal ?? null }));
