import { useState } from 'react';
import type { ReportSentence } from '../api/types';
import { Icon } from '../controls/Icon';
import { IconButton } from '../controls/IconButton';
import { lighting, useHighlight } from '../highlight/Highlight';
import { displayName, touches } from '../highlight/subjects';
import { sentenceDifferences } from './differences';
import { withText } from './editing';

interface Props {
  sentence: ReportSentence;
  isLocked: boolean;
  showsDifferences: boolean;
  isNext: boolean;
  onChange: (sentence: ReportSentence) => void;
}

const stateWords = { open: 'not yet read', accepted: 'accepted', edited: 'edited', rejected: 'rejected' } as const;

/** A sentence of the report: accept, edit or reject it; its places are lit on the film. */
export function SentenceLine({ sentence, isLocked, showsDifferences, isNext, onChange }: Props) {
  const [isEditing, setIsEditing] = useState(false);
  const { subject, light } = useHighlight();
  if (isEditing) {
    return (
      <li className="report-sentence">
        <SentenceField
          label="Sentence"
          start={sentence.text}
          onDone={(text) => {
            setIsEditing(false);
            if (text !== null && text !== sentence.text) {
              onChange(withText(sentence, text));
            }
          }}
        />
      </li>
    );
  }

  const isLit = touches(sentence, subject);
  const isPlaced = sentence.boxes.length > 0 || sentence.findings.length > 0;
  return (
    <li
      className={`report-sentence is-${sentence.state} ${isLit ? 'is-lit' : ''} ${isNext ? 'is-next' : ''}`}
      data-state={sentence.state}
      {...(isPlaced ? lighting(light, sentence) : {})}
    >
      <span
        className={`sentence-text ${sentence.boxes.length > 0 ? 'has-box' : ''}`}
        {...(isPlaced ? { tabIndex: 0, role: 'mark' } : {})}
        onDoubleClick={() => !isLocked && setIsEditing(true)}
      >
        {showsDifferences ? <Differences sentence={sentence} /> : sentence.text}
      </span>
      {sentence.boxes.map((box, index) => (
        <span key={index} className="chip has-box">
          {displayName(box.name)}
        </span>
      ))}
      {!isLocked && (
        <span className="sentence-acts" role="group" aria-label={`Sentence, ${stateWords[sentence.state]}`}>
          <IconButton
            icon="check"
            label="Accept"
            isPressed={sentence.state === 'accepted'}
            onClick={() => onChange({ ...sentence, state: 'accepted' })}
          />
          <IconButton icon="edit" label="Edit" onClick={() => setIsEditing(true)} />
          <IconButton
            icon="cross"
            label="Reject"
            isPressed={sentence.state === 'rejected'}
            onClick={() => onChange({ ...sentence, state: sentence.state === 'rejected' ? 'open' : 'rejected' })}
          />
        </span>
      )}
      {sentence.warnings.map((warning, index) => (
        <span key={index} className="warning">
          <Icon name="warning" /> {warning.text}
        </span>
      ))}
    </li>
  );
}

function Differences({ sentence }: { sentence: ReportSentence }) {
  return sentenceDifferences(sentence).map((piece, index) =>
    piece.kind === 'same' ? (
      <span key={index}>{piece.text}</span>
    ) : piece.kind === 'added' ? (
      <ins key={index}>{piece.text}</ins>
    ) : (
      <del key={index}>{piece.text}</del>
    ),
  );
}

interface FieldProps {
  label: string;
  start: string;
  /** Null when it was given up. */
  onDone: (text: string | null) => void;
}

/** A field for one sentence: Enter or leaving it keeps the words, Escape gives them up. */
export function SentenceField({ label, start, onDone }: FieldProps) {
  const [text, setText] = useState(start);
  const keep = (): void => onDone(text.trim() ? text.trim() : null);
  return (
    <textarea
      aria-label={label}
      autoFocus
      rows={Math.max(2, Math.ceil(text.length / 60))}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.shiftKey) {
          event.preventDefault();
          keep();
        } else if (event.key === 'Escape') {
          event.preventDefault();
          onDone(null);
        }
      }}
    />
  );
}
