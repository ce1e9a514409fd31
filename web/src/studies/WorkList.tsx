import { useEffect, useRef, useState } from 'react';
import { describe } from '../api/problem';
import { listStudies, removeStudy } from '../api/studies';
import type { StudySummary } from '../api/types';
import { Link } from '../app/route';
import { Icon } from '../controls/Icon';
import { IconButton } from '../controls/IconButton';
import { useShortcut } from '../shortcuts/useShortcut';
import { NewStudy } from './NewStudy';

/** All studies, to be searched, with a place to drop new films. */
export function WorkList() {
  const [query, setQuery] = useState('');
  const [items, setItems] = useState<StudySummary[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useShortcut('room.search', () => field.current?.focus());

  useEffect(() => {
    const abort = new AbortController();
    const wait = setTimeout(
      () =>
        listStudies(query, null, abort.signal).then(
          (page) => {
            setItems(page.items);
            setNext(page.next);
            setError(null);
          },
          (problem: unknown) => abort.signal.aborted || setError(describe(problem)),
        ),
      query ? 200 : 0,
    );
    return () => {
      clearTimeout(wait);
      abort.abort();
    };
  }, [query]);

  const more = async (): Promise<void> => {
    const page = await listStudies(query, next);
    setItems((before) => [...(before ?? []), ...page.items]);
    setNext(page.next);
  };
  const remove = async (study: StudySummary): Promise<void> => {
    if (window.confirm(`Move “${study.title}” to the bin? Its history stays in the audit.`)) {
      try {
        await removeStudy(study.id);
        setItems((before) => before?.filter((other) => other.id !== study.id) ?? null);
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
      {error && (
        <p className="warning is-error" role="alert">
          {error}
        </p>
      )}
      {items?.length === 0 && (
        <p className="quiet">{query ? 'No study matches.' : 'No studies yet. Drop a film above to begin.'}</p>
      )}
      <ul className="study-cards">
        {items?.map((study) => (
          <li key={study.id}>
            <Link to={`/studies/${study.id}`} className="study-card">
              <span className="thumbnail">{study.thumbnail && <img src={study.thumbnail} alt="" loading="lazy" />}</span>
              <span className="study-title">{study.title || 'Untitled'}</span>
              <span className="quiet">
                {new Date(study.createdAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}
                {study.filmCount > 1 ? ` · ${study.filmCount} films` : ''}
              </span>
              <span className={`status is-${study.reportStatus ?? 'none'}`}>{study.reportStatus ?? 'unread'}</span>
            </Link>
            <IconButton icon="clear" label={`Move ${study.title} to the bin`} onClick={() => void remove(study)} />
          </li>
        ))}
      </ul>
      {next && (
        <button type="button" onClick={() => void more()}>
          More
        </button>
      )}
    </main>
  );
}
