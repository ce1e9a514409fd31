import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Box, FindingReading, NamedBox, Question, Task } from '../api/types';
import { Icon } from '../controls/Icon';
import { displayName } from '../highlight/subjects';
import { useShortcut } from '../shortcuts/useShortcut';
import type { Chat } from './useChat';

interface Props {
  chat: Chat;
  tasks: Task[];
  findings: FindingReading[];
  regions: NamedBox[];
  box: Box | null;
  onBoxUsed: () => void;
  onOpen: () => void;
}

/** Where questions are written, with the tasks one click away. */
export function Composer({ chat, tasks, findings, regions, box, onBoxUsed, onOpen }: Props) {
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useShortcut('panel.chat', () => {
    // At once: what is typed next belongs to the field.
    flushSync(onOpen);
    field.current?.focus();
  });
  useShortcut('chat.stop', chat.isBusy ? chat.stop : null);
  const send = (question: Omit<Question, 'parentId'>): void => {
    void chat.ask({ parentId: chat.head, ...question, ...(box ? { box } : {}) });
    onBoxUsed();
  };
  const submit = (): void => {
    if (!text.trim() || chat.isBusy) {
      return;
    }

    send({ text: text.trim() });
    setText('');
  };
  const boxTask = tasks.find((task) => task.needs === 'box');
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="quick" role="group" aria-label="Tasks">
        {tasks
          .filter((task) => task.needs !== 'box')
          .map((task) =>
            task.needs ? (
              <TaskMenu
                key={task.id}
                task={task}
                names={task.needs === 'region' ? regions.map((region) => region.name) : byProbability(findings)}
                isDisabled={chat.isBusy}
                onChoose={(name) => send({ task: task.id, [task.needs as 'finding' | 'region']: name })}
              />
            ) : (
              <button
                key={task.id}
                type="button"
                className="chip"
                title={task.prompt}
                disabled={chat.isBusy}
                onClick={() => send({ task: task.id })}
              >
                {task.label}
              </button>
            ),
          )}
      </div>
      {box && (
        <p className="asked-box">
          <Icon name="ask" /> About the box on the film
          {boxTask && (
            <button type="button" className="chip" disabled={chat.isBusy} onClick={() => send({ task: boxTask.id })}>
              {boxTask.label}
            </button>
          )}
          <button type="button" className="chip" onClick={onBoxUsed}>
            Remove
          </button>
        </p>
      )}
      <div className="composer-field">
        <textarea
          ref={field}
          aria-label="Ask about the film"
          placeholder={box ? 'Ask about the box …' : 'Ask about the film …'}
          rows={2}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
              event.preventDefault();
              submit();
            }
          }}
        />
        {chat.isBusy ? (
          <button type="button" className="icon-button is-stop" aria-label="Stop" title="Stop (Esc)" onClick={chat.stop}>
            <Icon name="stop" />
          </button>
        ) : (
          <button type="submit" className="icon-button is-primary" aria-label="Ask" disabled={!text.trim()}>
            <Icon name="send" />
          </button>
        )}
      </div>
    </form>
  );
}

interface TaskMenuProps {
  task: Task;
  names: string[];
  isDisabled: boolean;
  onChoose: (name: string) => void;
}

function TaskMenu({ task, names, isDisabled, onChoose }: TaskMenuProps) {
  const id = `task-${task.id}`;
  return (
    <span className="task-menu">
      <button type="button" className="chip" popoverTarget={id} disabled={isDisabled || names.length === 0}>
        {task.label.includes('…') ? task.label : `${task.label} …`}
      </button>
      <div id={id} popover="auto" role="group" aria-label={task.label}>
        {names.map((name) => (
          <button key={name} type="button" popoverTarget={id} popoverTargetAction="hide" onClick={() => onChoose(name)}>
            {displayName(name)}
          </button>
        ))}
      </div>
    </span>
  );
}

const byProbability = (findings: FindingReading[]): string[] =>
  findings.toSorted((a, b) => b.probability - a.probability).map((finding) => finding.name);
