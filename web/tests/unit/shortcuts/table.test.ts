import { describe, expect, it } from 'vitest';
import { commandOf, keyName, shortcuts } from '../../../src/shortcuts/table';

describe('the keys', () => {
  it('are each given once', () => {
    const keys = shortcuts.map((shortcut) => shortcut.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('are found in either case, and digits as presets', () => {
    expect(commandOf('I')?.id).toBe('film.invert');
    expect(commandOf('i')?.id).toBe('film.invert');
    expect(commandOf('3')).toEqual({ id: 'film.preset', digit: 3 });
    expect(commandOf('0')?.id).toBe('film.reset');
    expect(commandOf('=')?.id).toBe('film.in');
    expect(commandOf('ArrowLeft')?.id).toBe('film.left');
    expect(commandOf('F5')).toBeNull();
  });

  it('are written as on a keyboard', () => {
    expect(keyName('ArrowUp')).toBe('↑');
    expect(keyName('a')).toBe('A');
    expect(keyName('[')).toBe('[');
  });
});
