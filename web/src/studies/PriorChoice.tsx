import { useState } from 'react';
import { describe } from '../api/problem';
import { changeStudy, listStudies } from '../api/studies';
import type { Study } from '../api/types';
import { Failure } from '../controls/Failure';
import { Dialog } from '../controls/Dialog';
import { takenOrAdded } from '../controls/day';
import { useLoaded } from '../controls/useLoaded';

interface Props {
  study: Study;
  onClose: () => void;
  onStudy: (study: Study) => void;
}

/** Which earlier study stands beside this one. */
export function PriorChoice({ study, onClose, onStudy }: Props) {
  const [query, setQuery] = useState('');
  const [error, setError] = useState<string | null>(null);
  const found = useLoaded((signal) => listStudies(query, null, signal), [query]);
  const choose = async (priorId: string): Promise<void> => {
    try {
      onStudy(await changeStudy(study.id, { priorId }));
      onClose();
    } catch (problem) {
      setError(describe(problem));
    }
  };
  return (
    <Dialog title="Prior study" onClose={onClose} className="prior-choice">
      <input
        type="search"
        aria-label="Search the studies"
        placeholder="Search by title or indication"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <Failure text={error ?? found.error} />
      <ul>
        {study.priorId && (
          <li>
            <button type="button" onClick={() => void choose('')}>
              No prior
            </button>
          </li>
        )}
        {found.value?.items
          .filter((other) => other.id !== study.id)
          .map((other) => (
            <li key={other.id}>
              <button type="button" aria-pressed={other.id === study.priorId} onClick={() => void choose(other.id)}>
                {other.title || 'Untitled'}
                <small>{takenOrAdded(other.takenAt, other.createdAt)}</small>
              </button>
            </li>
          ))}
      </ul>
      {found.value?.items.length === 1 && <p className="quiet">There is no other study yet.</p>}
    </Dialog>
  );
}
