import { lazy, Suspense, useEffect, useState } from 'react';
import { getReader, listModels, listTasks, logOut } from '../api/room';
import { Failure } from '../controls/Failure';
import { useLoaded } from '../controls/useLoaded';
import { Icon } from '../controls/Icon';
import { IconButton } from '../controls/IconButton';
import { ShortcutSheet } from '../shortcuts/ShortcutSheet';
import { listenToKeys, useShortcut } from '../shortcuts/useShortcut';
import { WorkList } from '../studies/WorkList';
import { LogIn } from './LogIn';
import { Link, goTo, usePath } from './route';

// The viewer's engine is large; the work list does not wait for it.
const loadStudyPage = () => import('../studies/StudyPage');
const StudyPage = lazy(loadStudyPage);
const HousePage = lazy(() => import('../house/HousePage'));

async function startViewer(): Promise<void> {
  await loadStudyPage();
  const { renderingEngine } = await import('../viewer/cornerstone');
  renderingEngine();
}

/** The reading room: the work list, one study, or what an admin keeps. */
export function App() {
  const path = usePath();
  const reader = useLoaded(getReader, []);
  const [showsSheet, setShowsSheet] = useState(false);
  useEffect(listenToKeys, []);

  // What a study needs is fetched while the work list is read.
  const isLoggedIn = reader.value !== null;
  useEffect(() => {
    if (isLoggedIn) {
      void Promise.allSettled([startViewer(), listModels(), listTasks()]);
    }
  }, [isLoggedIn]);
  useShortcut('room.sheet', () => setShowsSheet(!showsSheet));
  useShortcut('room.list', () => goTo('/'));
  const studyId = /^\/studies\/([^/]+)\/?$/.exec(path)?.[1];
  const isHouse = /^\/house\/?$/.test(path);
  return (
    <div className={`room ${studyId ? 'is-study' : ''}`}>
      <header className="room-head">
        <Link to="/" className="brand" aria-label="RadSharp, work list">
          <Icon name="film" /> RadSharp
        </Link>
        <div id="study-head" />
        <span className="research">Research software, not a medical device</span>
        {reader.value?.role === 'admin' && (
          <Link to="/house" className="house-link" aria-current={isHouse ? 'page' : undefined}>
            House
          </Link>
        )}
        {reader.value && !reader.value.isLocal && (
          <button type="button" className="link" onClick={() => void logOut().then(() => window.location.assign('/'))}>
            Log out {reader.value.name}
          </button>
        )}
        <IconButton icon="keyboard" label="Keyboard" shortcut="room.sheet" onClick={() => setShowsSheet(true)} />
      </header>
      {reader.value ? (
        studyId ? (
          <Suspense fallback={<p className="quiet">Loading …</p>}>
            <StudyPage key={studyId} id={studyId} reader={reader.value} />
          </Suspense>
        ) : isHouse ? (
          <Suspense fallback={<p className="quiet">Loading …</p>}>
            <HousePage reader={reader.value} />
          </Suspense>
        ) : (
          <WorkList />
        )
      ) : (
        reader.error &&
        (reader.status === 401 ? (
          <LogIn message={reader.error} onDone={reader.reload} />
        ) : (
          <main className="study is-empty">
            <h1 className="only-read">RadSharp</h1>
            <Failure text={reader.error} />
            <button type="button" onClick={reader.reload}>
              Try again
            </button>
          </main>
        ))
      )}
      {showsSheet && <ShortcutSheet onClose={() => setShowsSheet(false)} />}
    </div>
  );
}
