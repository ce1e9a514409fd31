import { useState } from 'react';
import { createPortal } from 'react-dom';
import { thumbnailAddress } from '../api/films';
import { describe } from '../api/problem';
import { changeStudy } from '../api/studies';
import type { Model, Study } from '../api/types';
import { Failure } from '../controls/Failure';
import { Dialog } from '../controls/Dialog';
import { Icon } from '../controls/Icon';
import { filmDate, takenOn } from '../viewer/filmDate';
import { PriorChoice } from './PriorChoice';

interface Props {
  study: Study;
  filmIndex: number;
  onFilm: (index: number) => void;
  models: Model[];
  model: Model | null;
  onModel: (id: string) => void;
  choosesPrior: boolean;
  onChoosesPrior: (chooses: boolean) => void;
  onStudy: (study: Study) => void;
}

/** In the page's head: which study it is, its films, its prior, and who reads it. */
export function StudyHead(props: Props) {
  const { study, filmIndex, onFilm, models, model, onModel, choosesPrior, onChoosesPrior, onStudy } = props;
  const [isEditing, setIsEditing] = useState(false);
  const taken = study.films[filmIndex] && takenOn(study.films[filmIndex]);
  const place = document.getElementById('study-head');
  if (!place) {
    return null;
  }

  return createPortal(
    <>
      <div className="study-words">
        <strong>{study.title || study.films[0]?.fileName}</strong>
        {taken && <span className="quiet">{taken}</span>}
        <span className="quiet">{study.indication || 'No indication given'}</span>
      </div>
      <button type="button" className="icon-button" aria-label="Title and indication" onClick={() => setIsEditing(true)}>
        <Icon name="edit" />
      </button>
      {study.films.length > 1 && (
        <div className="film-strip" role="group" aria-label="Films of the study">
          {study.films.map((film, index) => (
            <button
              key={film.id}
              type="button"
              aria-label={`${film.fileName}, ${film.view}`}
              title={`${film.fileName} · ${filmDate(film, study)}`}
              aria-pressed={index === filmIndex}
              onClick={() => onFilm(index)}
            >
              <img src={thumbnailAddress(film.id)} alt="" />
            </button>
          ))}
        </div>
      )}
      <button type="button" className="chip" onClick={() => onChoosesPrior(true)}>
        {study.priorId ? 'Prior chosen' : 'No prior'}
      </button>
      <label className="model">
        <span className="only-read">Model</span>
        <select value={model?.id ?? ''} onChange={(event) => onModel(event.target.value)} title={model?.description}>
          {models.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      {isEditing && <StudyDetails study={study} onClose={() => setIsEditing(false)} onStudy={onStudy} />}
      {choosesPrior && <PriorChoice study={study} onClose={() => onChoosesPrior(false)} onStudy={onStudy} />}
    </>,
    place,
  );
}

interface DetailsProps {
  study: Study;
  onClose: () => void;
  onStudy: (study: Study) => void;
}

function StudyDetails({ study, onClose, onStudy }: DetailsProps) {
  const [error, setError] = useState<string | null>(null);
  const save = async (form: FormData): Promise<void> => {
    try {
      const title = String(form.get('title')).trim();
      onStudy(await changeStudy(study.id, { title, indication: String(form.get('indication')).trim() }));
      onClose();
    } catch (problem) {
      setError(describe(problem));
    }
  };
  return (
    <Dialog title="Title and indication" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save(new FormData(event.currentTarget));
        }}
      >
        <label className="field">
          Title
          <input name="title" maxLength={200} defaultValue={study.title} />
        </label>
        <label className="field">
          Indication
          <textarea name="indication" rows={3} maxLength={1000} defaultValue={study.indication ?? ''} />
        </label>
        <Failure text={error} />
        <div className="row is-end">
          <button type="submit" className="is-primary">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
