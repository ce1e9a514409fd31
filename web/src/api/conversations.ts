import { api, got } from './client';
import { readEvents } from './events';
import { Problem } from './problem';
import type { Conversation, Question, Turn } from './types';

/** What happens while an answer is made. */
export type TurnEvent =
  | { kind: 'turn'; turn: Turn }
  | { kind: 'queue'; position: number }
  | { kind: 'token'; turnId: string; text: string }
  | { kind: 'done'; turn: Turn }
  | { kind: 'failed'; problem: Problem };

export const createConversation = (id: string, filmId: string, model: string | null): Promise<Conversation> =>
  got(api.POST('/api/v1/studies/{id}/conversations', { params: { path: { id } }, body: { filmId, model } }));

export const getConversation = (id: string, signal?: AbortSignal): Promise<Conversation> =>
  got(api.GET('/api/v1/conversations/{id}', { params: { path: { id } }, signal: signal ?? null }));

/** Switches to the branch that ends in a turn. */
export const setHead = (id: string, head: string): Promise<Conversation> =>
  got(api.PATCH('/api/v1/conversations/{id}', { params: { path: { id } }, body: { head } }));

export async function stopTurn(id: string): Promise<void> {
  await api.POST('/api/v1/turns/{id}/stop', { params: { path: { id } } });
}

export const ask = (id: string, question: Question, signal: AbortSignal): AsyncGenerator<TurnEvent> =>
  events(
    api.POST('/api/v1/conversations/{id}/turns', {
      params: { path: { id } },
      body: question,
      parseAs: 'stream',
      signal,
    }),
  );

export const regenerate = (id: string, signal: AbortSignal): AsyncGenerator<TurnEvent> =>
  events(api.POST('/api/v1/turns/{id}/regenerate', { params: { path: { id } }, parseAs: 'stream', signal }));

async function* events(answer: Promise<{ data?: ReadableStream<Uint8Array> | null }>): AsyncGenerator<TurnEvent> {
  const body = await got(answer);
  if (!body) {
    return;
  }

  for await (const { event, data } of readEvents(body)) {
    const parsed = turnEvent(event, data);
    if (parsed) {
      yield parsed;
    }
  }
}

/** One message of the stream; null for a kind that this page does not know. */
export function turnEvent(event: string, data: string): TurnEvent | null {
  const value: unknown = JSON.parse(data);
  switch (event) {
    case 'turn':
    case 'done':
      return { kind: event, turn: value as Turn };
    case 'queue':
      return { kind: event, ...(value as { position: number }) };
    case 'token':
      return { kind: event, ...(value as { turnId: string; text: string }) };
    case 'failed':
      return { kind: event, problem: Problem.from(500, value) };
    default:
      return null;
  }
}
