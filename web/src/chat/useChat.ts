import { useCallback, useEffect, useReducer, useRef } from 'react';
import { ask, createConversation, getConversation, regenerate, setHead, stopTurn, type TurnEvent } from '../api/conversations';
import { describe } from '../api/problem';
import type { Question, Turn } from '../api/types';
import { chatReducer, emptyChat, type ChatState } from './chatState';
import { leafBelow } from './turnTree';

export interface Chat extends ChatState {
  ask: (question: Question) => Promise<void>;
  regenerate: (turn: Turn) => Promise<void>;
  stop: () => void;
  /** Shows the branch on which a turn is. */
  switchTo: (turn: Turn) => void;
  startOver: () => void;
}

/** The conversation with a model about a film: the study's last one if there is one, else a new one with the first question. */
export function useChat(studyId: string, filmId: string, conversationIds: string[], model: string | null): Chat {
  const [state, dispatch] = useReducer(chatReducer, emptyChat);
  const abort = useRef<AbortController | null>(null);
  const current = useRef(state);
  current.current = state;
  const known = conversationIds.join(' ');
  const made = useRef<string[]>([]);

  useEffect(() => {
    const leaving = new AbortController();
    dispatch({ kind: 'loaded', conversation: null });
    lastOf([...known.split(' ').filter(Boolean), ...made.current], filmId, model, leaving.signal).then(
      (conversation) => leaving.signal.aborted || dispatch({ kind: 'loaded', conversation }),
      (error: unknown) => leaving.signal.aborted || dispatch({ kind: 'error', message: describe(error) }),
    );
    return () => {
      leaving.abort();
      abort.current?.abort();
    };
  }, [filmId, known, model]);

  const follow = useCallback(async (open: (signal: AbortSignal) => Promise<AsyncGenerator<TurnEvent>>) => {
    if (current.current.isBusy) {
      return;
    }

    const controller = new AbortController();
    abort.current = controller;
    dispatch({ kind: 'started' });
    try {
      for await (const event of await open(controller.signal)) {
        dispatch({ kind: 'event', event });
      }
    } catch (error) {
      if (!controller.signal.aborted) {
        dispatch({ kind: 'error', message: describe(error) });
      }
    } finally {
      if (abort.current === controller) {
        dispatch({ kind: 'ended' });
      }
    }
  }, []);

  return {
    ...state,
    ask: (question) =>
      follow(async (signal) => {
        let id = current.current.id;
        if (!id) {
          const conversation = await createConversation(studyId, filmId, model);
          made.current.push(conversation.id);
          dispatch({ kind: 'loaded', conversation });
          dispatch({ kind: 'started' });
          id = conversation.id;
        }

        return ask(id, question, signal);
      }),
    regenerate: (turn) => follow((signal) => Promise.resolve(regenerate(turn.id, signal))),
    stop: () => {
      const { streaming } = current.current;
      if (streaming) {
        // The stream stays open: its end brings what was said until now.
        stopTurn(streaming).catch(() => abort.current?.abort());
      } else {
        abort.current?.abort();
      }
    },
    switchTo: (turn) => {
      const { id, turns, isBusy } = current.current;
      if (id && !isBusy) {
        const head = leafBelow(turns, turn).id;
        dispatch({ kind: 'switched', head });
        setHead(id, head).catch((error: unknown) => dispatch({ kind: 'error', message: describe(error) }));
      }
    },
    startOver: () => dispatch({ kind: 'loaded', conversation: null }),
  };
}

async function lastOf(ids: string[], filmId: string, model: string | null, signal: AbortSignal) {
  for (const id of ids.toReversed()) {
    const conversation = await getConversation(id, signal);
    if (conversation.filmId === filmId && conversation.model === model) {
      return conversation;
    }
  }

  return null;
}
