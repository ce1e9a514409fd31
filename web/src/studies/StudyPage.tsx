import { useCallback, useMemo, useState } from 'react';
import { getReading } from '../api/films';
import { describe } from '../api/problem';
import { listModels, listTasks } from '../api/room';
import { addFilm, getStudy } from '../api/studies';
import type { Model, Reader, Study, Task } from '../api/types';
import { Failure } from '../controls/Failure';
import { useDrop } from '../controls/useDrop';
import { useLoaded } from '../controls/useLoaded';
import { usePreference } from '../controls/usePreference';
import { HighlightProvider } from '../highlight/Highlight';
import { useChecklist } from '../findings/useChecklist';
import { useShortcut } from '../shortcuts/useShortcut';
import { Reading } from './Reading';
import { openStudy } from './knownStudy';
import { StudyHead } from './StudyHead';

/** Fetches a study and what belongs to it. */
export default function StudyPage({ id, reader }: { id: string; reader: Reader }) {
  const study = useLoaded((signal) => openStudy(id, signal), [id]);
  const models = useLoaded(listModels, []);
  const tasks = useLoaded(listTasks, []);
  if (study.value && models.value && tasks.value) {
    return (
      <HighlightProvider>
        <Room study={study.value} models={models.value} tasks={tasks.value} reader={reader} onStudy={study.set} />
      </HighlightProvider>
    );
  }

  const error = study.error ?? models.error ?? tasks.error;
  return (
    <main className="study is-empty">{error ? <Failure text={error} /> : <p className="quiet">Loading the study …</p>}</main>
  );
}

interface RoomProps {
  study: Study;
  models: Model[];
  tasks: Task[];
  reader: Reader;
  onStudy: (study: Study) => void;
}

function Room({ study, models, tasks, reader, onStudy }: RoomProps) {
  const [filmIndex, setFilmIndex] = useState(0);
  const [chosenModel, chooseModel] = usePreference<string>('model', '');
  const [choosesPrior, setChoosesPrior] = useState(false);
  const film = study.films[filmIndex] ?? study.films[0];
  const model = models.find((one) => one.id === chosenModel) ?? models.find((one) => one.isDefault) ?? models[0] ?? null;
  const checklist = useChecklist(study.id);
  const prior = useLoaded((signal) => (study.priorId ? getStudy(study.priorId, signal) : Promise.resolve(null)), [study.priorId]);
  const own = checklist.value;
  const isHidden = own ? own.readFirst && own.committedAt === null : checklist.error === null;
  const reading = useLoaded(
    (signal) => (film && model && !isHidden ? getReading(film.id, model.id, signal) : Promise.resolve(null)),
    [film?.id, model?.id, isHidden],
  );
  const [addError, setAddError] = useState<string | null>(null);
  const add = useCallback(
    async (files: File[]): Promise<void> => {
      try {
        setAddError(null);
        for (const file of files) {
          await addFilm(study.id, file);
        }

        const changed = await getStudy(study.id);
        onStudy(changed);
        setFilmIndex(changed.films.length - 1);
      } catch (problem) {
        setAddError(describe(problem));
      }
    },
    [study.id, onStudy],
  );
  const isOver = useDrop(add);
  useShortcut('film.next', study.films.length > 1 ? () => setFilmIndex((filmIndex + 1) % study.films.length) : null);

  // The conversations that the study came with; later ones belong to the chat that began them.
  const conversationIds = useMemo(() => study.conversationIds, [study.id]);
  return (
    <>
      <StudyHead
        study={study}
        filmIndex={filmIndex}
        onFilm={setFilmIndex}
        models={models}
        model={model}
        onModel={chooseModel}
        choosesPrior={choosesPrior}
        onChoosesPrior={setChoosesPrior}
        onStudy={onStudy}
      />
      {(isOver || addError) && (
        <p className={`study-notice ${addError ? 'warning is-error' : 'notice'}`} role="alert">
          {addError ?? 'Drop films to add them to this study.'}
        </p>
      )}
      {film ? (
        <Reading
          study={study}
          film={film}
          prior={prior.value}
          model={model}
          tasks={tasks}
          reader={reader}
          checklist={checklist}
          isHidden={isHidden}
          isRevealed={own !== null && !isHidden}
          reading={isHidden ? null : reading.value}
          readingError={isHidden ? null : reading.error}
          conversationIds={conversationIds}
          onChoosePrior={() => setChoosesPrior(true)}
        />
      ) : (
        <main className="study is-empty">
          <p className="quiet">This study has no films.</p>
        </main>
      )}
    </>
  );
}
