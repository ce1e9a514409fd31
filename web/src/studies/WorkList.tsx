import { useRef, useState } from 'react';
import { describe } from '../api/problem';
import { listStudies, removeStudy } from '../api/studies';
import type { StudySummary } from '../api/types';
import { Link } from '../app/route';
import { Failure } from '../controls/Failure';
import { Icon } from '../controls/Icon';
import { IconButton } from '../controls/IconButton';
import { More } from '../controls/More';
import { takenOrAdded } from '../controls/day';
import { usePages } from '../controls/usePages';
import { useShortcut } from '../shortcuts/useShortcut';
import { NewStudy } from './NewStudy';

/** All studies, to be searched, with a place to drop new films. */
export function WorkList() {
  const [query, setQuery] = useState('');
  const { shown, error, setShown, setError, more } = usePages(listStudies, query);
  const field = useRef<HTMLInputElement>(null);
  useShortcut('room.search', () => field.current?.focus());

  const remove = async (study: StudySummary): Promise<void> => {
    if (window.confirm(`Move “${study.title}” to the bin? Its history stays in the audit.`)) {
      try {
        await removeStudy(study.id);
        setShown((before) => before && { ...before, items: before.items.filter((other) => other.id !== study.id) });
      } catch (problem) {
        setError(describe(problem));
      }
    }
  };
  return (
    <main className="work-list">
      <NewStudy />
      <div className="work-head">
        <h1>Work list</h1>
        <label className="search">
          <Icon name="search" />
          <input
            ref={field}
            type="search"
            aria-label="Search the work list"
            placeholder="Search by title or indication"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        </label>
      </div>
      <Failure text={error} />
      {shown?.items.length === 0 && (
        <p className="quiet">{query ? 'No study matches.' : 'No studies yet. Drop a film above to begin.'}</p>
      )}
      <ul className="study-cards">
        {shown?.items.map((study) => (
          <li key={study.id}>
            <Link to={`/studies/${study.id}`} className="study-card">
              <span className="thumbnail">{study.thumbnail && <img src={study.thumbnail} alt="" loading="lazy" />}</span>
              <span className="study-title">{study.title || 'Untitled'}</span>
              <span className="quiet">
                {takenOrAdded(study.takenAt, study.createdAt)}
                {study.filmCount > 1 ? ` · ${study.filmCount} films` : ''}
              </span>
              <span className={`status is-${study.reportStatus ?? 'none'}`}>{study.reportStatus ?? 'unread'}</span>
            </Link>
            <IconButton icon="clear" label={`Move ${study.title} to the bin`} onClick={() => void remove(study)} />
          </li>
        ))}
      </ul>
      <More page={shown} onMore={more} />
    </main>
  );
}
