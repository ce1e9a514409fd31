import { address, api, got } from './client';
import type { AuditEntry, Key, NewKey, NewUser, User } from './types';

export const listUsers = (signal?: AbortSignal): Promise<User[]> => got(api.GET('/api/v1/users', { signal: signal ?? null }));

/** Makes a user, or gives one that is there another password and role and closes what it has open. */
export const setUser = (user: NewUser): Promise<User> => got(api.POST('/api/v1/users', { body: user }));

/** With sessions and keys. */
export async function deleteUser(name: string): Promise<void> {
  await api.DELETE('/api/v1/users/{name}', { params: { path: { name } } });
}

export const listKeys = (signal?: AbortSignal): Promise<Key[]> => got(api.GET('/api/v1/keys', { signal: signal ?? null }));

/** The answer has the secret; no other ever has. */
export const makeKey = (key: NewKey): Promise<Key> => got(api.POST('/api/v1/keys', { body: key }));

export async function endKey(id: string): Promise<void> {
  await api.DELETE('/api/v1/keys/{id}', { params: { path: { id } } });
}

/** The latest first; of all studies where none is named. */
export const listAudit = (
  study: string,
  after: string | null,
  signal?: AbortSignal,
): Promise<{ items: AuditEntry[]; next: string | null }> =>
  got(
    api.GET('/api/v1/audit', {
      params: { query: { limit: 50, ...(study ? { study } : {}), ...(after ? { after } : {}) } },
      signal: signal ?? null,
    }),
  );

export const auditAddress = address('/audit/export');
