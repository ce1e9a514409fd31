/** Every command that has a key. The sheet (?) is made from this table. */
export const shortcuts = [
  { id: 'tool.window', key: 'w', label: 'Window: drag on the film', group: 'Tools' },
  { id: 'tool.pan', key: 'm', label: 'Move', group: 'Tools' },
  { id: 'tool.zoom', key: 'z', label: 'Zoom', group: 'Tools' },
  { id: 'tool.length', key: 'l', label: 'Length', group: 'Tools' },
  { id: 'tool.rectangle', key: 'r', label: 'Rectangle', group: 'Tools' },
  { id: 'tool.ask', key: 'b', label: 'Draw a box and ask', group: 'Tools' },
  { id: 'film.clear', key: 'Delete', label: 'Remove measurements', group: 'Tools' },
  { id: 'film.invert', key: 'i', label: 'Invert', group: 'Film' },
  { id: 'film.reset', key: '0', label: 'Reset', group: 'Film' },
  { id: 'film.preset', key: '1 … 9', label: 'Window preset', group: 'Film' },
  { id: 'film.in', key: '+', label: 'Larger', group: 'Film' },
  { id: 'film.out', key: '-', label: 'Smaller', group: 'Film' },
  { id: 'film.left', key: 'ArrowLeft', label: 'Move left', group: 'Film' },
  { id: 'film.right', key: 'ArrowRight', label: 'Move right', group: 'Film' },
  { id: 'film.up', key: 'ArrowUp', label: 'Move up', group: 'Film' },
  { id: 'film.down', key: 'ArrowDown', label: 'Move down', group: 'Film' },
  { id: 'film.brighter', key: ']', label: 'Brighter', group: 'Film' },
  { id: 'film.darker', key: '[', label: 'Darker', group: 'Film' },
  { id: 'film.harder', key: '}', label: 'More contrast', group: 'Film' },
  { id: 'film.softer', key: '{', label: 'Less contrast', group: 'Film' },
  { id: 'film.next', key: 'n', label: 'Next film of the study', group: 'Tools' },
  { id: 'film.prior', key: 'p', label: 'Prior beside it', group: 'Tools' },
  { id: 'film.link', key: 'k', label: 'Link the two films', group: 'Tools' },
  { id: 'film.boxes', key: 'x', label: 'Show or hide boxes', group: 'Tools' },
  { id: 'film.heat', key: 'h', label: 'Show or hide the heat map', group: 'Tools' },
  { id: 'film.tags', key: 't', label: 'Tags of the file', group: 'Tools' },
  { id: 'panel.findings', key: 'f', label: 'Findings', group: 'Reading' },
  { id: 'panel.chat', key: 'c', label: 'Ask a question', group: 'Reading' },
  { id: 'panel.report', key: 'e', label: 'Edit the report', group: 'Reading' },
  { id: 'chat.stop', key: 'Escape', label: 'Stop the answer; leave a field', group: 'Reading' },
  { id: 'chat.regenerate', key: 'g', label: 'Answer once more', group: 'Reading' },
  { id: 'report.accept', key: 'a', label: 'Accept the next open sentence', group: 'Reading' },
  { id: 'report.reject', key: 'd', label: 'Reject the next open sentence', group: 'Reading' },
  { id: 'report.sign', key: 's', label: 'Sign the report', group: 'Reading' },
  { id: 'room.list', key: 'q', label: 'Work list', group: 'Room' },
  { id: 'room.search', key: '/', label: 'Search the work list', group: 'Room' },
  { id: 'room.sheet', key: '?', label: 'This sheet', group: 'Room' },
] as const;

export type ShortcutId = (typeof shortcuts)[number]['id'];

/** The command of a key press, and which preset where it is one. */
export function commandOf(key: string): { id: ShortcutId; digit: number } | null {
  if (/^[1-9]$/.test(key)) {
    return { id: 'film.preset', digit: Number(key) };
  }

  const pressed = key === '=' ? '+' : key.length === 1 ? key.toLowerCase() : key;
  const found = shortcuts.find((shortcut) => shortcut.key === pressed);
  return found ? { id: found.id, digit: 0 } : null;
}

const names: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Delete: 'Del',
};

/** A key as it is written on a sheet. */
export const keyName = (key: string): string => names[key] ?? (/^[a-z]$/.test(key) ? key.toUpperCase() : key);

export const keyOf = (id: ShortcutId): string => keyName(shortcuts.find((shortcut) => shortcut.id === id)!.key);
