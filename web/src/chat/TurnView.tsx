import { useState } from 'react';
import type { Turn } from '../api/types';
import { Failure } from '../controls/Failure';
import { CopyButton } from '../controls/CopyButton';
import { Icon } from '../controls/Icon';
import { IconButton } from '../controls/IconButton';
import { displayName } from '../highlight/subjects';
import { lighting, useHighlight } from '../highlight/Highlight';
import { AnswerText } from './AnswerText';
import { siblings } from './turnTree';
import type { Chat } from './useChat';

interface Props {
  turn: Turn;
  chat: Chat;
}

/** One question or answer, with what can be done with it. */
export function TurnView({ turn, chat }: Props) {
  return turn.role === 'user' ? <QuestionView turn={turn} chat={chat} /> : <AnswerView turn={turn} chat={chat} />;
}

function QuestionView({ turn, chat }: Props) {
  const [edited, setEdited] = useState<string | null>(null);
  const { light } = useHighlight();
  const send = (): void => {
    const text = edited?.trim();
    setEdited(null);
    if (text) {
      void chat.ask({ parentId: turn.parentId, text, ...(turn.box ? { box: turn.box } : {}) });
    }
  };
  if (edited !== null) {
    return (
      <form
        className="turn is-question"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <textarea
          aria-label="Your question"
          autoFocus
          value={edited}
          rows={3}
          onChange={(event) => setEdited(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey) {
              event.preventDefault();
              send();
            }
          }}
        />
        <div className="row is-end">
          <button type="button" onClick={() => setEdited(null)}>
            Cancel
          </button>
          <button type="submit" className="is-primary">
            Ask
          </button>
        </div>
      </form>
    );
  }

  return (
    <article className="turn is-question" aria-label="Question" data-turn={turn.id}>
      <p>
        {turn.text}
        {turn.box && (
          <button
            type="button"
            className="chip"
            {...lighting(light, { boxes: [{ name: 'asked about', box: turn.box }], findings: [] })}
          >
            <Icon name="ask" /> box
          </button>
        )}
      </p>
      <footer>
        <Branches turn={turn} chat={chat} />
        <IconButton icon="edit" label="Edit the question" disabled={chat.isBusy} onClick={() => setEdited(turn.text)} />
      </footer>
    </article>
  );
}

function AnswerView({ turn, chat }: Props) {
  const { subject, light } = useHighlight();
  const isOpen = turn.status === 'waiting' || turn.status === 'streaming';
  const boxes = turn.sentences.flatMap((sentence) => sentence.boxes);
  const unplaced = turn.sentences
    .filter((sentence) => sentence.boxes.length === 0)
    .flatMap((sentence) => sentence.findings)
    .filter((finding, index, all) => all.indexOf(finding) === index);
  return (
    <article className="turn is-answer" aria-label="Answer" aria-busy={isOpen} data-turn={turn.id} data-status={turn.status}>
      {turn.text === '' && isOpen ? (
        <p className="quiet">{chat.position ? `${chat.position} before you in the queue …` : 'Looking at the film …'}</p>
      ) : (
        <AnswerText turn={turn} />
      )}
      {(boxes.length > 0 || unplaced.length > 0) && (
        <ul className="chips" aria-label="Places">
          {boxes.map((box, index) => (
            <li key={index}>
              <button
                type="button"
                className={`chip has-box ${subject?.boxes.includes(box) ? 'is-lit' : ''}`}
                {...lighting(light, { boxes: [box], findings: [] })}
              >
                {displayName(box.name)}
              </button>
            </li>
          ))}
          {unplaced.map((finding) => (
            <li key={finding}>
              <button
                type="button"
                className="chip"
                title="No box: the heat map shows where the classifier looked."
                {...lighting(light, { boxes: [], findings: [finding] })}
              >
                {displayName(finding)}, no box
              </button>
            </li>
          ))}
        </ul>
      )}
      {turn.warnings.map((warning, index) => (
        <p key={index} className="warning">
          <Icon name="warning" /> {warning.text}
        </p>
      ))}
      {turn.status === 'failed' && <Failure text={turn.error ?? 'The answer failed.'} />}
      {!isOpen && (
        <footer>
          <Branches turn={turn} chat={chat} />
          {turn.status === 'stopped' && <span className="mark">stopped</span>}
          {turn.finish === 'length' && <span className="mark">ended at the limit</span>}
          <span className="quiet">
            {turn.model}
            {turn.tokensPerSecond ? ` · ${Math.round(turn.tokensPerSecond)} tokens/s` : ''}
          </span>
          <CopyButton text={turn.text} />
          <IconButton
            icon="again"
            label="Answer once more"
            shortcut="chat.regenerate"
            disabled={chat.isBusy}
            onClick={() => void chat.regenerate(turn)}
          />
        </footer>
      )}
    </article>
  );
}

/** ‹ 2/3 ›: nothing that was said is lost, the other versions are a step away. */
function Branches({ turn, chat }: Props) {
  const all = siblings(chat.turns, turn);
  const index = all.findIndex((other) => other.id === turn.id);
  if (all.length < 2) {
    return null;
  }

  const go = (to: number): void => {
    const other = all[to];
    if (other) {
      chat.switchTo(other);
    }
  };
  return (
    <span className="branches" role="group" aria-label={`Version ${index + 1} of ${all.length}`}>
      <IconButton icon="left" label="Earlier version" disabled={index === 0 || chat.isBusy} onClick={() => go(index - 1)} />
      <span>
        {index + 1}/{all.length}
      </span>
      <IconButton
        icon="right"
        label="Later version"
        disabled={index === all.length - 1 || chat.isBusy}
        onClick={() => go(index + 1)}
      />
    </span>
  );
}
