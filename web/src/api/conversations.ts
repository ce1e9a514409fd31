import { readEvents } from './events';
import { Problem } from './problem';
import { address, json, send } from './request';
import type { Conversation, Question, Turn } from './types';

/** What happens while an answer is made. */
export type TurnEvent =
  | { kind: 'turn'; turn: Turn }
  | { kind: 'queue'; position: number }
  | { kind: 'token'; turnId: string; text: string }
  | { kind: 'done'; turn: Turn }
  | { kind: 'failed'; problem: Problem };

export const createConversation = (studyId: string, filmId: string, model: string | null): Promise<Conversation> =>
  json(address(`/studies/${studyId}/conversations`), { method: 'POST', json: model ? { filmId, model } : { filmId } });

export const getConversation = (id: string, signal?: AbortSignal): Promise<Conversation> =>
  json(address(`/conversations/${id}`), { signal });

/** Switches to the branch that ends in a turn. */
export const setHead = (id: string, head: string): Promise<Conversation> =>
  json(address(`/conversations/${id}`), { method: 'PATCH', json: { head } });

export const ask = (conversationId: string, question: Question, signal: AbortSignal): AsyncGenerator<TurnEvent> =>
  stream(address(`/conversations/${conversationId}/turns`), question, signal);

export const regenerate = (turnId: string, signal: AbortSignal): AsyncGenerator<TurnEvent> =>
  stream(address(`/turns/${turnId}/regenerate`), undefined, signal);

export const stopTurn = (turnId: string): Promise<void> => json(address(`/turns/${turnId}/stop`), { method: 'POST' });

async function* stream(url: string, body: Question | undefined, signal: AbortSignal): AsyncGenerator<TurnEvent> {
  const response = await send(url, {
    method: 'POST',
    signal,
    accept: 'text/event-stream',
    ...(body === undefined ? {} : { json: body }),
  });
  if (!response.body) {
    return;
  }

  for await (const { event, data } of readEvents(response.body)) {
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
