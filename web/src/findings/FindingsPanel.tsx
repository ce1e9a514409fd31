import type { FindingReading, FindingState, Reading } from '../api/types';
import { Failure } from '../controls/Failure';
import { Icon } from '../controls/Icon';
import { displayName } from '../highlight/subjects';
import { useShortcut } from '../shortcuts/useShortcut';
import { FindingRow, type FindingTask } from './FindingRow';
import type { ReadersChecklist } from './useChecklist';

interface Props {
  /** Null while the assistant is hidden or has not looked yet. */
  reading: Reading | null;
  isHidden: boolean;
  error: string | null;
  checklist: ReadersChecklist;
  isDrafting: boolean;
  onDraft: () => void;
  onAsk: (task: FindingTask, finding: string) => void;
  onOpen: () => void;
}

/** The findings that the model knows, what it thinks of each, and what the reader says. */
export function FindingsPanel(props: Props) {
  const { reading, isHidden, error, checklist, isDrafting, onDraft, onAsk, onOpen } = props;
  useShortcut('panel.findings', onOpen);
  const own = checklist.value?.findings ?? {};
  const rows = reading
    ? reading.findings.toSorted((a, b) => b.probability - a.probability)
    : Object.keys(own)
        .toSorted()
        .map((name): FindingReading => ({ name, probability: 0, state: 'absent', hasHeatMap: false }));
  const differing = reading?.findings.filter((finding) => isDifferent(finding, own[finding.name] ?? null)) ?? [];
  return (
    <div className="findings">
      {reading?.refusal && <p className="warning">{reading.refusal}</p>}
      <Failure text={error} />
      {isHidden && (
        <div className="notice">
          <p>
            <Icon name="eye" /> You read first. The assistant's probabilities, boxes, answers and draft stay hidden until you
            commit your own findings.
          </p>
          <button type="button" className="is-primary" onClick={checklist.commit}>
            Commit my reading
          </button>
        </div>
      )}
      {!isHidden && checklist.value?.readFirst && checklist.value.committedAt && (
        <p className="notice">
          {differing.length === 0
            ? 'Your reading is committed. The assistant agrees with what you set.'
            : `Your reading is committed. The assistant differs in ${differing.map((finding) => displayName(finding.name)).join(', ')}.`}
        </p>
      )}
      <ul className="finding-rows" aria-label="Findings">
        {rows.map((finding) => (
          <FindingRow
            key={finding.name}
            finding={finding}
            isModelShown={reading !== null}
            own={own[finding.name] ?? null}
            isDifferent={reading !== null && isDifferent(finding, own[finding.name] ?? null)}
            onSet={(state) => checklist.setState(finding.name, state)}
            onAsk={(task) => onAsk(task, finding.name)}
          />
        ))}
      </ul>
      {reading && (
        <p className="quiet">
          {reading.model} takes the view to be {reading.view}
          {reading.viewProbability === null ? '' : ` (${Math.round(reading.viewProbability * 100)} %)`}. Probabilities are a
          model's, not a diagnosis.
        </p>
      )}
      <Failure text={checklist.error} />
      <div className="row">
        <button type="button" disabled={isHidden || isDrafting || !checklist.value} onClick={onDraft}>
          {isDrafting ? 'Drafting …' : 'Draft the report from my findings'}
        </button>
        <label className="switch">
          <input
            type="checkbox"
            checked={checklist.value?.readFirst ?? false}
            disabled={!checklist.value}
            onChange={(event) => checklist.setReadFirst(event.target.checked)}
          />
          Read first
        </label>
      </div>
    </div>
  );
}

const isDifferent = (finding: FindingReading, own: FindingState | null): boolean => own !== null && own !== finding.state;
