import { useState } from 'react';
import { describe } from '../api/problem';
import { changeStudy, listStudies } from '../api/studies';
import type { Study } from '../api/types';
import { Failure } from '../controls/Failure';
import { Dialog } from '../controls/Dialog';
import { takenOrAdded } from '../controls/day';
import { More } from '../controls/More';
import { usePages } from '../controls/usePages';

interface Props {
  study: Study;
  onClose: () => void;
  onStudy: (study: Study) => void;
}

/** Which earlier study stands beside this one. */
export function PriorChoice({ study, onClose, onStudy }: Props) {
  const [query, setQuery] = useState('');
  const { shown, error, setError, more } = usePages(listStudies, query);
  const others = shown?.items.filter((other) => other.id !== study.id);
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
      <Failure text={error} />
      <ul>
        {study.priorId && (
          <li>
            <button type="button" onClick={() => void choose('')}>
              No prior
            </button>
          </li>
        )}
        {others?.map((other) => (
          <li key={other.id}>
            <button type="button" aria-pressed={other.id === study.priorId} onClick={() => void choose(other.id)}>
              {other.title || 'Untitled'}
              <small>{takenOrAdded(other.takenAt, other.createdAt)}</small>
            </button>
          </li>
        ))}
      </ul>
      {others?.length === 0 && <p className="quiet">{query ? 'No other study matches.' : 'There is no other study yet.'}</p>}
      <More page={shown} onMore={more} />
    </Dialog>
  );
}
