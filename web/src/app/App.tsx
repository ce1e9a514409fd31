import { lazy, Suspense, useEffect, useState } from 'react';
import { getReader } from '../api/room';
import { useLoaded } from '../controls/useLoaded';
import { Icon } from '../controls/Icon';
import { IconButton } from '../controls/IconButton';
import { ShortcutSheet } from '../shortcuts/ShortcutSheet';
import { listenToKeys, useShortcut } from '../shortcuts/useShortcut';
import { WorkList } from '../studies/WorkList';
import { LogIn } from './LogIn';
import { Link, goTo, usePath } from './route';

// The viewer's engine is large; the work list does not wait for it.
const StudyPage = lazy(() => import('../studies/StudyPage'));

/** The reading room: the work list, or one study. */
export function App() {
  const path = usePath();
  const reader = useLoaded(getReader, []);
  const [showsSheet, setShowsSheet] = useState(false);
  useEffect(listenToKeys, []);
  useShortcut('room.sheet', () => setShowsSheet(!showsSheet));
  useShortcut('room.list', () => goTo('/'));
  const studyId = /^\/studies\/([^/]+)\/?$/.exec(path)?.[1];
  return (
    <div className={`room ${studyId ? 'is-study' : ''}`}>
      <header className="room-head">
        <Link to="/" className="brand" aria-label="RadSharp, work list">
          <Icon name="film" /> RadSharp
        </Link>
        <div id="study-head" />
        <span className="research">Research software, not a medical device</span>
        <IconButton icon="keyboard" label="Keyboard" shortcut="room.sheet" onClick={() => setShowsSheet(true)} />
      </header>
      {reader.value ? (
        studyId ? (
          <Suspense fallback={<p className="quiet">Loading …</p>}>
            <StudyPage key={studyId} id={studyId} reader={reader.value} />
          </Suspense>
        ) : (
          <WorkList reader={reader.value} />
        )
      ) : (
        reader.error && <LogIn message={reader.error} onDone={reader.reload} />
      )}
      {showsSheet && <ShortcutSheet onClose={() => setShowsSheet(false)} />}
    </div>
  );
}
