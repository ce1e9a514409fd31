import type { TurnEvent } from '../api/conversations';
import type { Conversation, Turn } from '../api/types';
import { leafBelow, withTurn } from './turnTree';

/** A conversation as the page knows it. */
export interface ChatState {
  id: string | null;
  turns: Turn[];
  head: string | null;
  /** The answer that is being made. */
  streaming: string | null;
  /** Answers that come first; null when it is its turn. */
  position: number | null;
  isBusy: boolean;
  error: string | null;
}

export const emptyChat: ChatState = {
  id: null,
  turns: [],
  head: null,
  streaming: null,
  position: null,
  isBusy: false,
  error: null,
};

export type ChatAction =
  | { kind: 'loaded'; conversation: Conversation | null }
  | { kind: 'started' }
  | { kind: 'event'; event: TurnEvent }
  | { kind: 'ended' }
  | { kind: 'switched'; head: string }
  | { kind: 'error'; message: string | null };

export function chatReducer(state: ChatState, action: ChatAction): ChatState {
  switch (action.kind) {
    case 'loaded': {
      const conversation = action.conversation;
      return conversation
        ? {
            ...emptyChat,
            id: conversation.id,
            turns: conversation.turns,
            head: conversation.head ?? newest(conversation.turns),
          }
        : emptyChat;
    }

    case 'started':
      return { ...state, isBusy: true, error: null, position: null };
    case 'event':
      return withEvent(state, action.event);
    case 'ended':
      return { ...state, isBusy: false, position: null, streaming: null, turns: ended(state) };
    case 'switched':
      return { ...state, head: action.head };
    case 'error':
      return { ...state, error: action.message };
  }
}

function withEvent(state: ChatState, event: TurnEvent): ChatState {
  switch (event.kind) {
    case 'turn':
      return {
        ...state,
        turns: withTurn(state.turns, event.turn),
        head: event.turn.id,
        streaming: event.turn.role === 'assistant' ? event.turn.id : state.streaming,
      };
    case 'queue':
      return { ...state, position: event.position };
    case 'token':
      return {
        ...state,
        position: null,
        turns: state.turns.map((turn) =>
          turn.id === event.turnId ? { ...turn, status: 'streaming', text: turn.text + event.text } : turn,
        ),
      };
    case 'done':
      return { ...state, turns: withTurn(state.turns, event.turn), streaming: null, position: null };
    case 'failed':
      return {
        ...state,
        streaming: null,
        position: null,
        error: event.problem.message,
        turns: state.turns.map((turn) =>
          turn.id === state.streaming ? { ...turn, status: 'failed', error: event.problem.message } : turn,
        ),
      };
  }
}

// A stream that broke off leaves its answer as it is; the server has stored it as stopped.
function ended(state: ChatState): Turn[] {
  return state.turns.map((turn) =>
    turn.id === state.streaming && (turn.status === 'waiting' || turn.status === 'streaming')
      ? { ...turn, status: 'stopped' }
      : turn,
  );
}

function newest(turns: Turn[]): string | null {
  const first = turns.find((turn) => turn.parentId === null);
  return first ? leafBelow(turns, first).id : null;
}
