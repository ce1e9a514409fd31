import { IconButton } from '../controls/IconButton';
import type { IconName } from '../controls/Icon';
import type { Film } from '../api/types';
import { useShortcut } from '../shortcuts/useShortcut';
import type { ShortcutId } from '../shortcuts/table';
import { chooseTool, type Tool } from './cornerstone';
import type { FilmPane } from './filmPane';
import { nudgeWindow } from './windows';

interface Props {
  film: Film;
  pane: FilmPane | null;
  tool: Tool;
  onTool: (tool: Tool) => void;
  children: React.ReactNode;
}

const tools: { tool: Tool; icon: IconName; label: string; shortcut: ShortcutId }[] = [
  { tool: 'window', icon: 'window', label: 'Window', shortcut: 'tool.window' },
  { tool: 'pan', icon: 'pan', label: 'Move', shortcut: 'tool.pan' },
  { tool: 'zoom', icon: 'zoom', label: 'Zoom', shortcut: 'tool.zoom' },
  { tool: 'length', icon: 'length', label: 'Length', shortcut: 'tool.length' },
  { tool: 'rectangle', icon: 'rectangle', label: 'Rectangle', shortcut: 'tool.rectangle' },
  { tool: 'ask', icon: 'ask', label: 'Draw a box and ask', shortcut: 'tool.ask' },
];

const step = 40;

/** Tools and commands of the active film, with their keys. */
export function FilmToolbar({ film, pane, tool, onTool, children }: Props) {
  const choose = (next: Tool): void => {
    chooseTool(next);
    onTool(next);
  };
  const nudge = (brighter: number, contrast: number): void => {
    if (pane?.current) {
      pane.setWindow(nudgeWindow(pane.current.window, brighter, contrast));
    }
  };
  const preset = (index: number): void => {
    const chosen = film.presets[index];
    if (chosen) {
      pane?.setWindow(chosen);
    }
  };

  useShortcut('tool.window', () => choose('window'));
  useShortcut('tool.pan', () => choose('pan'));
  useShortcut('tool.zoom', () => choose('zoom'));
  useShortcut('tool.length', () => choose('length'));
  useShortcut('tool.rectangle', () => choose('rectangle'));
  useShortcut('tool.ask', () => choose('ask'));
  useShortcut('film.clear', () => pane?.clearMeasurements());
  useShortcut('film.invert', () => pane?.invert());
  useShortcut('film.reset', () => pane?.reset());
  useShortcut('film.preset', (digit) => preset(digit - 1));
  useShortcut('film.in', () => pane?.zoomBy(1.25));
  useShortcut('film.out', () => pane?.zoomBy(0.8));
  useShortcut('film.left', () => pane?.panBy(-step, 0));
  useShortcut('film.right', () => pane?.panBy(step, 0));
  useShortcut('film.up', () => pane?.panBy(0, -step));
  useShortcut('film.down', () => pane?.panBy(0, step));
  useShortcut('film.brighter', () => nudge(0.05, 0));
  useShortcut('film.darker', () => nudge(-0.05, 0));
  useShortcut('film.harder', () => nudge(0, 0.1));
  useShortcut('film.softer', () => nudge(0, -0.1));

  return (
    <div className="film-tools" role="toolbar" aria-label="Film tools" aria-orientation="vertical">
      {tools.map((entry) => (
        <IconButton
          key={entry.tool}
          icon={entry.icon}
          label={entry.label}
          shortcut={entry.shortcut}
          isPressed={tool === entry.tool}
          onClick={() => choose(entry.tool)}
        />
      ))}
      <hr />
      <div className="preset-menu">
        <IconButton icon="presets" label="Window presets" shortcut="film.preset" popoverTarget="presets" />
        <div id="presets" popover="auto" role="group" aria-label="Window presets">
          {film.presets.map((entry, index) => (
            <button
              key={entry.name}
              type="button"
              popoverTarget="presets"
              popoverTargetAction="hide"
              onClick={() => preset(index)}
            >
              <span>{entry.name}</span>
              <kbd>{index < 9 ? index + 1 : ''}</kbd>
            </button>
          ))}
        </div>
      </div>
      <IconButton icon="invert" label="Invert" shortcut="film.invert" onClick={() => pane?.invert()} />
      <IconButton icon="reset" label="Reset" shortcut="film.reset" onClick={() => pane?.reset()} />
      <IconButton icon="clear" label="Remove measurements" shortcut="film.clear" onClick={() => pane?.clearMeasurements()} />
      <hr />
      {children}
    </div>
  );
}
