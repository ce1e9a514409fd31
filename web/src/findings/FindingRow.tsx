import type { FindingReading, FindingState } from '../api/types';
import { lighting, useHighlight } from '../highlight/Highlight';
import { displayName } from '../highlight/subjects';

interface Props {
  finding: FindingReading;
  isModelShown: boolean;
  own: FindingState | null;
  isDifferent: boolean;
  onSet: (state: FindingState | null) => void;
  onAsk: (task: FindingTask) => void;
}

/** What may be asked about a finding from its row. */
export type FindingTask = 'where' | 'correct' | 'remove';

const states: { state: FindingState; sign: string }[] = [
  { state: 'present', sign: '+' },
  { state: 'uncertain', sign: '?' },
  { state: 'absent', sign: '−' },
];

/** One finding: the model's probability, and the reader's word. Setting the same again takes it back. */
export function FindingRow({ finding, isModelShown, own, isDifferent, onSet, onAsk }: Props) {
  const { subject, light } = useHighlight();
  const name = displayName(finding.name);
  const percent = Math.round(finding.probability * 100);
  const isLit = subject?.findings.includes(finding.name) ?? false;
  return (
    <li
      className={`finding ${isLit ? 'is-lit' : ''}`}
      {...(isModelShown ? lighting(light, { boxes: [], findings: [finding.name] }) : {})}
    >
      <span className="finding-name">{name}</span>
      {isModelShown && (
        <span className={`probability is-${finding.state}`} title={`The model calls it ${finding.state}`}>
          <span className="bar" style={{ inlineSize: `${percent}%` }} />
          <span className="percent">{percent} %</span>
        </span>
      )}
      <span className="own" role="group" aria-label={`${name}: your finding`}>
        {states.map(({ state, sign }) => (
          <button
            key={state}
            type="button"
            className={`state is-${state}`}
            aria-label={`${name} ${state}`}
            title={state}
            aria-pressed={own === state}
            onClick={() => onSet(own === state ? null : state)}
          >
            {sign}
          </button>
        ))}
      </span>
      {isModelShown && (
        <span className="finding-asks">
          {isDifferent && own !== 'uncertain' ? (
            <button type="button" className="chip is-strong" onClick={() => onAsk(own === 'absent' ? 'remove' : 'correct')}>
              Correct it
            </button>
          ) : (
            <button type="button" className="chip" aria-label={`Ask where ${name} is`} onClick={() => onAsk('where')}>
              where?
            </button>
          )}
        </span>
      )}
    </li>
  );
}
