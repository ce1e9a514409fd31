import { useEffect, useRef } from 'react';
import type { Box, Reading, Task } from '../api/types';
import { useShortcut } from '../shortcuts/useShortcut';
import { Composer } from './Composer';
import { TurnView } from './TurnView';
import { branchTo } from './turnTree';
import type { Chat } from './useChat';
import { Failure } from '../controls/Failure';

interface Props {
  chat: Chat;
  tasks: Task[];
  reading: Reading | null;
  box: Box | null;
  onBoxUsed: () => void;
  onOpen: () => void;
}

/** The conversation about the film. */
export function ChatPanel({ chat, tasks, reading, box, onBoxUsed, onOpen }: Props) {
  const end = useRef<HTMLDivElement>(null);
  const branch = branchTo(chat.turns, chat.head);
  const last = branch.at(-1);
  useShortcut('chat.regenerate', last?.role === 'assistant' && !chat.isBusy ? () => void chat.regenerate(last) : null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [chat.head, last?.text.length, last?.status]);
  return (
    <div className="chat">
      <div className="turns" role="log" aria-label="Conversation" tabIndex={0}>
        {branch.length === 0 && (
          <p className="quiet">
            Nothing has been asked about this film yet. Choose a task below or write a question. Answers are made by a model and
            may be wrong; what it says about places is lit on the film.
          </p>
        )}
        {branch.length > 0 && (
          <button type="button" className="link is-start" disabled={chat.isBusy} onClick={chat.startOver}>
            New conversation
          </button>
        )}
        {branch.map((turn) => (
          <TurnView key={turn.id} turn={turn} chat={chat} />
        ))}
        <Failure text={chat.error} />
        <div ref={end} />
      </div>
      <Composer
        chat={chat}
        tasks={tasks}
        findings={reading?.findings ?? []}
        regions={reading?.regions ?? []}
        box={box}
        onBoxUsed={onBoxUsed}
        onOpen={onOpen}
      />
    </div>
  );
}
