import type { Turn } from '../api/types';
import { lighting, useHighlight } from '../highlight/Highlight';
import { touches } from '../highlight/subjects';
import { segmentsOf } from './segments';

/** An answer whose sentences light their places on the film, with what a reader should doubt underlined. */
export function AnswerText({ turn }: { turn: Turn }) {
  const { subject, light } = useHighlight();
  return (
    <p className="answer-text">
      {segmentsOf(turn.text, turn.sentences, turn.warnings).map((segment, index) => {
        const { sentence, warnings } = segment;
        const isPlaced = sentence !== null && (sentence.boxes.length > 0 || sentence.findings.length > 0);
        const classes = [
          isPlaced ? 'sentence' : '',
          isPlaced && sentence.boxes.length > 0 ? 'has-box' : '',
          isPlaced && touches(sentence, subject) ? 'is-lit' : '',
          warnings.length > 0 ? 'is-doubtful' : '',
        ].join(' ');
        return (
          <span
            key={index}
            className={classes}
            title={warnings.map((warning) => warning.text).join(' ') || undefined}
            {...(isPlaced ? { tabIndex: 0, role: 'mark', ...lighting(light, sentence) } : {})}
          >
            {segment.text}
          </span>
        );
      })}
      {turn.status === 'streaming' && <span className="caret" aria-hidden="true" />}
    </p>
  );
}
