import { useCallback, useEffect, useState } from 'react';
import type { Box, Film, NamedBox, Reading, Study } from '../api/types';
import { IconButton } from '../controls/IconButton';
import { useHighlight } from '../highlight/Highlight';
import { distinctBoxes } from '../highlight/subjects';
import { useShortcut } from '../shortcuts/useShortcut';
import { BoxLayer } from './BoxLayer';
import { FilmToolbar } from './FilmToolbar';
import { FilmView } from './FilmView';
import { TagTable } from './TagTable';
import { chooseTool, type Tool } from './cornerstone';
import { filmDate } from './filmDate';
import { linkPanes, type FilmPane } from './filmPane';

interface Props {
  study: Study;
  film: Film;
  prior: Study | null;
  /** Null while the reader is to see nothing of the model's. */
  reading: Reading | null;
  model: string | null;
  /** Boxes of the answer or the sentences that are being read. */
  boxes: NamedBox[];
  drawn: Box | null;
  onDrawn: (box: Box | null) => void;
  onChoosePrior: () => void;
}

/** The film, its prior beside it, and the tools. */
export function Viewer({ study, film, prior, reading, model, boxes, drawn, onDrawn, onChoosePrior }: Props) {
  const { subject } = useHighlight();
  const [tool, setTool] = useState<Tool>('window');
  const [panes, setPanes] = useState<{ own: FilmPane | null; prior: FilmPane | null }>({ own: null, prior: null });
  const [active, setActive] = useState<'own' | 'prior'>('own');
  const [showsPrior, setShowsPrior] = useState(prior !== null);
  const [isLinked, setIsLinked] = useState(true);
  const [showsBoxes, setShowsBoxes] = useState(true);
  const [showsHeat, setShowsHeat] = useState(false);
  const [showsTags, setShowsTags] = useState(false);
  const setOwn = useCallback((pane: FilmPane | null) => setPanes((before) => ({ ...before, own: pane })), []);
  const setPriorPane = useCallback((pane: FilmPane | null) => setPanes((before) => ({ ...before, prior: pane })), []);

  const priorFilm = showsPrior ? (prior?.films[0] ?? null) : null;
  useEffect(() => {
    if (isLinked && panes.own && panes.prior) {
      panes.prior.follow(panes.own);
      return linkPanes(panes.own, panes.prior);
    }

    return undefined;
  }, [isLinked, panes]);
  useEffect(() => setActive('own'), [priorFilm]);
  useEffect(() => setShowsPrior(prior !== null), [prior]);

  const finish = (box: Box | null): void => {
    onDrawn(box);
    if (box) {
      chooseTool('window');
      setTool('window');
    }
  };
  const togglePrior = (): void => (prior ? setShowsPrior(!showsPrior) : onChoosePrior());
  useShortcut('film.prior', togglePrior);
  useShortcut('film.link', () => setIsLinked(!isLinked));
  useShortcut('film.boxes', () => setShowsBoxes(!showsBoxes));
  useShortcut('film.heat', reading ? () => setShowsHeat(!showsHeat) : null);
  useShortcut('film.tags', () => setShowsTags(!showsTags));

  const isPriorActive = active === 'prior' && priorFilm !== null;
  const shown = distinctBoxes([
    // What an answer has said of a region stands for it, also where the detector has it elsewhere.
    ...(showsBoxes && reading ? reading.regions.filter((region) => !boxes.some((box) => box.name === region.name)) : []),
    ...(reading ? boxes : []),
    ...(reading ? (subject?.boxes ?? []) : []),
  ]);
  const heatMap = reading ? heatMapOf(reading, subject?.findings ?? [], (subject?.boxes.length ?? 0) > 0, showsHeat) : null;
  return (
    <div className="viewer">
      <FilmToolbar
        film={isPriorActive ? priorFilm : film}
        pane={isPriorActive ? panes.prior : panes.own}
        tool={tool}
        onTool={setTool}
      >
        <IconButton
          icon="prior"
          label={prior ? 'Prior beside it' : 'Choose a prior'}
          shortcut="film.prior"
          isPressed={priorFilm !== null}
          onClick={togglePrior}
        />
        <IconButton
          icon="link"
          label="Link the two films"
          shortcut="film.link"
          isPressed={isLinked}
          disabled={!priorFilm}
          onClick={() => setIsLinked(!isLinked)}
        />
        <IconButton
          icon="boxes"
          label="Boxes"
          shortcut="film.boxes"
          isPressed={showsBoxes}
          disabled={!reading}
          onClick={() => setShowsBoxes(!showsBoxes)}
        />
        <IconButton
          icon="heat"
          label="Heat map of the likeliest finding"
          shortcut="film.heat"
          isPressed={showsHeat}
          disabled={!reading}
          onClick={() => setShowsHeat(!showsHeat)}
        />
        <IconButton icon="tags" label="Tags of the file" shortcut="film.tags" onClick={() => setShowsTags(true)} />
      </FilmToolbar>
      <div className={`films ${priorFilm ? 'is-pair' : ''}`}>
        <FilmView
          id="own"
          film={film}
          label={[film.fileName, film.view === 'Unknown' ? '' : film.view, filmDate(film, study)].filter(Boolean).join(' · ')}
          isActive={!isPriorActive && priorFilm !== null}
          onActivate={() => setActive('own')}
          onPane={setOwn}
        >
          {(look) => (
            <BoxLayer
              filmId={film.id}
              model={model}
              look={look}
              boxes={shown}
              heatMap={heatMap}
              drawn={drawn}
              isDrawing={tool === 'ask'}
              onDrawn={finish}
            />
          )}
        </FilmView>
        {priorFilm && prior && (
          <FilmView
            id="prior"
            film={priorFilm}
            label={`Prior: ${prior.title || priorFilm.fileName} · ${filmDate(priorFilm, prior)}`}
            isActive={isPriorActive}
            onActivate={() => setActive('prior')}
            onPane={setPriorPane}
          >
            {() => null}
          </FilmView>
        )}
        {heatMap && (
          <p className="film-caption">
            Where the classifier looks for {heatMap.replaceAll('_', ' ').toLowerCase()}: attention, not an outline.
          </p>
        )}
        {tool === 'ask' && <p className="film-caption">Draw a box around what you want to ask about.</p>}
      </div>
      {showsTags && <TagTable film={isPriorActive ? priorFilm : film} onClose={() => setShowsTags(false)} />}
    </div>
  );
}

// A sentence without a box shows where the classifier looked for its finding; the switch shows it for the likeliest.
function heatMapOf(reading: Reading, findings: string[], hasBox: boolean, isOn: boolean): string | null {
  const maps = reading.findings.filter((finding) => finding.hasHeatMap);
  const spoken = hasBox ? undefined : maps.find((finding) => findings.includes(finding.name));
  const likeliest = maps.reduce<(typeof maps)[number] | undefined>(
    (best, finding) => (!best || finding.probability > best.probability ? finding : best),
    undefined,
  );
  return spoken?.name ?? (isOn ? (likeliest?.name ?? null) : null);
}
