import type { AuditEntry, Key, NewKey, NewUser, User } from '../../src/api/types';

interface Answer {
  status: number;
  value: unknown;
}

/** Users, keys and the audit of the small server. */
export class MockHouse {
  users: User[] = [
    { name: 'ada.grey', role: 'admin', createdAt: '2026-01-12T08:30:00Z' },
    { name: 'night-shift', role: 'reader', createdAt: '2026-03-02T17:05:00Z' },
  ];
  keys: Key[] = [];
  audit: AuditEntry[] = [];

  constructor() {
    this.key({ user: 'night-shift', label: 'Work list of the ward', days: 365 });
    this.key({ user: 'ada.grey', label: 'Export to the archive' });
  }

  note(action: string, study: string | null, object: string | null, detail: string | null = null): void {
    this.audit.unshift({ id: this.audit.length + 1, at: new Date().toISOString(), who: 'local', action, study, object, detail });
  }

  /** Null where the address is none of these. */
  answer(method: string, [kind, id]: string[], query: URLSearchParams, body: string): Answer | null {
    switch (kind) {
      case 'users':
        return method === 'POST' ? this.setUser(JSON.parse(body)) : id ? this.deleteUser(id) : { status: 200, value: this.users };
      case 'keys':
        return method === 'POST'
          ? { status: 200, value: this.key(JSON.parse(body)) }
          : id
            ? this.endKey(id)
            : { status: 200, value: this.keys.map((key) => ({ ...key, secret: null })) };
      case 'audit':
        return { status: 200, value: this.page(query) };
      default:
        return null;
    }
  }

  private setUser({ name, password, role }: NewUser): Answer {
    if (password.length < 10) {
      return { status: 400, value: { status: 400, title: 'Mock', detail: 'Expected a password of 10 to 200 characters.' } };
    }

    const known = this.users.find((user) => user.name === name);
    const user = { name, role, createdAt: known?.createdAt ?? new Date().toISOString() };
    this.users = [...this.users.filter((other) => other !== known), user];
    this.note(known ? 'user.change' : 'user.create', null, name, role);
    return { status: 200, value: user };
  }

  private deleteUser(name: string): Answer {
    this.users = this.users.filter((user) => user.name !== name);
    this.keys = this.keys.filter((key) => key.user !== name);
    this.note('user.delete', null, name);
    return { status: 204, value: null };
  }

  private key({ user, label, days }: NewKey): Key {
    const id = `k${this.audit.length + 1}`;
    const expiresAt = days ? new Date(Date.now() + days * 86_400_000).toISOString() : null;
    const key = { id, user, label, createdAt: new Date().toISOString(), expiresAt, secret: 'made-up-'.repeat(5) + id };
    this.keys.push(key);
    this.note('key.create', null, id, user);
    return key;
  }

  private endKey(id: string): Answer {
    this.keys = this.keys.filter((key) => key.id !== id);
    this.note('key.delete', null, id);
    return { status: 204, value: null };
  }

  private page(query: URLSearchParams): { items: AuditEntry[]; next: string | null } {
    const [study, after, limit] = [query.get('study'), Number(query.get('after') ?? Infinity), Number(query.get('limit'))];
    const items = this.audit.filter((entry) => entry.id < after && (!study || entry.study === study)).slice(0, limit);
    return { items, next: items.length === limit ? String(items.at(-1)!.id) : null };
  }
}
