import { describe, expect, it } from 'vitest';
import type { TurnEvent } from '../../../src/api/conversations';
import { Problem } from '../../../src/api/problem';
import { chatReducer, emptyChat, type ChatState } from '../../../src/chat/chatState';
import { turn } from './turns';

const after = (...events: TurnEvent[]): ChatState =>
  events.reduce((state, event) => chatReducer(state, { kind: 'event', event }), chatReducer(emptyChat, { kind: 'started' }));

const question: TurnEvent = { kind: 'turn', turn: turn('q1', null) };
const answer: TurnEvent = { kind: 'turn', turn: turn('a2', 'q1', { status: 'waiting' }) };
const token = (text: string): TurnEvent => ({ kind: 'token', turnId: 'a2', text });

describe('an answer that is being made', () => {
  it('grows at the head of its branch', () => {
    const state = after(question, answer, { kind: 'queue', position: 2 }, token('The '), token('heart'));
    expect(state).toMatchObject({ head: 'a2', streaming: 'a2', position: null, isBusy: true });
    expect(state.turns[1]).toMatchObject({ text: 'The heart', status: 'streaming' });
  });

  it('becomes what the server has stored', () => {
    const state = after(question, answer, token('The '), {
      kind: 'done',
      turn: turn('a2', 'q1', { text: 'The heart is large.' }),
    });
    expect(state.streaming).toBeNull();
    expect(state.turns[1]).toMatchObject({ text: 'The heart is large.', status: 'done' });
  });

  it('stays with what was said when the connection breaks', () => {
    const state = chatReducer(after(question, answer, token('The ')), { kind: 'ended' });
    expect(state).toMatchObject({ isBusy: false, streaming: null });
    expect(state.turns[1]).toMatchObject({ text: 'The ', status: 'stopped' });
  });

  it('says why it failed', () => {
    const state = after(question, answer, { kind: 'failed', problem: new Problem(503, 'Busy', 'The queue is full.') });
    expect(state.error).toBe('The queue is full.');
    expect(state.turns[1]).toMatchObject({ status: 'failed', error: 'The queue is full.' });
  });
});

describe('a conversation that is opened again', () => {
  it('shows its head, or the newest branch where there is none', () => {
    const turns = [turn('q1', null), turn('a2', 'q1'), turn('a3', 'q1')];
    const load = (head: string | null): ChatState =>
      chatReducer(emptyChat, {
        kind: 'loaded',
        conversation: { id: 'c', studyId: 's', filmId: 'f', model: 'm', createdAt: '', head, turns },
      });
    expect(load('a2').head).toBe('a2');
    expect(load(null).head).toBe('a3');
  });
});
