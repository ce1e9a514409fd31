import { useEffect, useRef, useState, type ReactNode } from 'react';
import { previewAddress } from '../api/films';
import { describe } from '../api/problem';
import type { Film } from '../api/types';
import { FilmPane, type FilmLook } from './filmPane';
import { presetOf } from './windows';

interface Props {
  id: string;
  film: Film;
  label: string;
  isActive: boolean;
  onActivate: () => void;
  /** The pane while it is on the screen, null afterwards. */
  onPane: (pane: FilmPane | null) => void;
  /** Drawn above the film. */
  children: (look: FilmLook) => ReactNode;
}

/** A film with what is drawn on it and, in its corners, how it is shown. */
export function FilmView({ id, film, label, isActive, onActivate, onPane, children }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const pane = useRef<FilmPane | null>(null);
  const [look, setLook] = useState<FilmLook | null>(null);
  const [error, setError] = useState<string | null>(null);

  useEffect(() => {
    const made = new FilmPane(element.current!, id);
    pane.current = made;
    const end = made.onLook(setLook);
    onPane(made);
    return () => {
      end();
      onPane(null);
      made.dispose();
      pane.current = null;
    };
  }, [id, onPane]);

  useEffect(() => {
    setError(null);
    setLook(null);
    pane.current?.show(film).catch((problem: unknown) => setError(describe(problem)));
  }, [film, id, onPane]);

  const preset = look && presetOf(look.window, film.presets);
  return (
    <section
      className={`film ${isActive ? 'is-active' : ''}`}
      aria-label={label}
      data-film={film.id}
      data-shown={look ? 'yes' : 'no'}
      onPointerDownCapture={onActivate}
    >
      <div className="film-canvas" ref={element} />
      {look && children(look)}
      <p className="film-corner top-left">{label}</p>
      {look && (
        <p className="film-corner bottom-left" aria-live="off">
          {preset && <span>{preset.name}</span>}{' '}
          <span>
            C {Math.round(look.window.center)} W {Math.round(look.window.width)}
          </span>{' '}
          <span>{Math.round(look.zoom * 100)} %</span>{' '}
          {look.isInverted !== film.isInverted && <span className="film-mark">inverted</span>}
        </p>
      )}
      <p className="film-corner bottom-right">
        {film.width} × {film.height}, {film.bitsStored} bits{film.pixelSpacing ? '' : ', no scale'}
      </p>
      {!look && !error && (
        <>
          <img className="film-preview" src={previewAddress(film.id)} alt="" />
          <p className="film-message">Loading the film in full depth …</p>
        </>
      )}
      {error && (
        <p className="film-message is-error" role="alert">
          {error}
        </p>
      )}
    </section>
  );
}
