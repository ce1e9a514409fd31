import type { Turn } from '../../../src/api/types';

/** A turn with what a test says of it. */
export function turn(id: string, parentId: string | null, extra: Partial<Turn> = {}): Turn {
  return {
    id,
    parentId,
    role: id.startsWith('q') ? 'user' : 'assistant',
    text: '',
    task: null,
    box: null,
    status: 'done',
    finish: null,
    error: null,
    createdAt: `2026-01-01T00:00:0${id.slice(1)}Z`,
    model: null,
    sentences: [],
    warnings: [],
    tokensPerSecond: null,
    ...extra,
  };
}
