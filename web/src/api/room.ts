import { address, json } from './request';
import type { Model, Queue, Reader, Task } from './types';

export const getReader = (signal?: AbortSignal): Promise<Reader> => json(address('/me'), { signal });

export const logIn = (name: string, password: string): Promise<void> =>
  json(address('/login'), { method: 'POST', json: { name, password } });

export const logOut = (): Promise<void> => json(address('/logout'), { method: 'POST' });

export const listModels = (signal?: AbortSignal): Promise<Model[]> => json(address('/models'), { signal });

export const listTasks = (signal?: AbortSignal): Promise<Task[]> => json(address('/tasks'), { signal });

export const getQueue = (signal?: AbortSignal): Promise<Queue> => json(address('/queue'), { signal });
