import { useCallback, useRef, useState } from 'react';
import { fetchPixelsAhead } from '../api/films';
import { describe } from '../api/problem';
import { createStudy, getChecklist, putChecklist } from '../api/studies';
import { knowStudy } from './knownStudy';
import { goTo } from '../app/route';
import { Failure } from '../controls/Failure';
import { Icon } from '../controls/Icon';
import { useDrop } from '../controls/useDrop';
import { usePreference } from '../controls/usePreference';

/** Takes films, dropped anywhere on the page or chosen: those that come together are one study, and it is opened at once. */
export function NewStudy() {
  const [sending, setSending] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [readsFirst, setReadsFirst] = usePreference<boolean>('read-first', false);
  const field = useRef<HTMLInputElement>(null);

  const send = useCallback(
    async (films: File[]): Promise<void> => {
      setSending(films.map((film) => film.name).join(', '));
      setError(null);
      try {
        const study = await createStudy(films);
        study.films.slice(0, 1).forEach(fetchPixelsAhead);
        if (readsFirst) {
          await putChecklist(study.id, { ...(await getChecklist(study.id)), readFirst: true });
        }

        knowStudy(study);
        goTo(`/studies/${study.id}`);
      } catch (problem) {
        setError(describe(problem));
        setSending(null);
      }
    },
    [readsFirst],
  );
  const isOver = useDrop(send);

  return (
    <section className={`new-study ${isOver ? 'is-over' : ''}`} aria-label="New study">
      <div className="drop">
        <Icon name="film" />
        <p>
          {sending ? (
            `Reading ${sending} …`
          ) : (
            <>
              Drop chest films here: DICOM, PNG or JPEG. Those dropped together are one study.{' '}
              <button type="button" className="link" onClick={() => field.current?.click()}>
                Choose files
              </button>
            </>
          )}
        </p>
        <input
          ref={field}
          type="file"
          multiple
          hidden
          aria-label="Films"
          onChange={(event) => {
            void send([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <label className="switch">
          <input type="checkbox" checked={readsFirst} onChange={(event) => setReadsFirst(event.target.checked)} />
          Read first: hide the assistant until I have committed my findings
        </label>
      </div>
      <Failure text={error} />
    </section>
  );
}
