import { describe, expect, it } from 'vitest';
import { countDifferences, sentenceDifferences, wordDifferences } from '../../../src/report/differences';

const sentence = (draftText: string | null, text: string, state: 'open' | 'accepted' | 'edited' | 'rejected') => ({
  draftText,
  text,
  state,
});

describe('what became of a draft', () => {
  it('is told word by word, and both texts can be read from it', () => {
    const pieces = wordDifferences('The heart is enlarged.', 'The heart is mildly enlarged.');
    expect(pieces.filter((piece) => piece.kind === 'added').map((piece) => piece.text.trim())).toEqual(['mildly']);
    const without = (kind: string) =>
      pieces
        .filter((piece) => piece.kind !== kind)
        .map((piece) => piece.text)
        .join('');
    expect(without('added')).toBe('The heart is enlarged.');
    expect(without('removed')).toBe('The heart is mildly enlarged.');
  });

  it('is one sentence after the other where they have little in common', () => {
    expect(wordDifferences('Findings may represent an infiltrate.', 'There is a small effusion.')).toEqual([
      { kind: 'removed', text: 'Findings may represent an infiltrate.' },
      { kind: 'added', text: 'There is a small effusion.' },
    ]);
  });

  it('is a whole sentence where one was rejected or added', () => {
    expect(sentenceDifferences(sentence('No edema.', 'No edema.', 'rejected'))).toEqual([{ kind: 'removed', text: 'No edema.' }]);
    expect(sentenceDifferences(sentence(null, 'A line is in place.', 'edited'))).toEqual([
      { kind: 'added', text: 'A line is in place.' },
    ]);
    expect(sentenceDifferences(sentence(null, 'Never mind.', 'rejected'))).toEqual([]);
  });

  it('is counted', () => {
    expect(
      countDifferences([
        sentence('a', 'a', 'open'),
        sentence('b', 'b ', 'accepted'),
        sentence('c', 'd', 'edited'),
        sentence('e', 'e', 'rejected'),
        sentence(null, 'f', 'edited'),
        sentence(null, 'g', 'rejected'),
      ]),
    ).toEqual({ open: 1, kept: 1, changed: 1, removed: 1, added: 1 });
  });
});
