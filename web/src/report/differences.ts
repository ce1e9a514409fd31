import { diffWordsWithSpace } from 'diff';
import type { ReportSentence } from '../api/types';

export interface Piece {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

// With less than this in common, word by word is harder to read than one sentence after the other.
const leastInCommon = 0.4;

/** What became of a draft's words, in reading order. */
export function wordDifferences(draft: string, text: string): Piece[] {
  const pieces = diffWordsWithSpace(draft, text).map((change): Piece => ({
    kind: change.added ? 'added' : change.removed ? 'removed' : 'same',
    text: change.value,
  }));
  const letters = (kept: Piece[]): number =>
    kept
      .map((piece) => piece.text)
      .join('')
      .replace(/\s/g, '').length;
  const common = letters(pieces.filter((piece) => piece.kind === 'same'));
  return common >= leastInCommon * Math.min(draft.length, text.length)
    ? pieces
    : [
        { kind: 'removed', text: draft },
        { kind: 'added', text },
      ];
}

/** The same for a sentence of a report: a rejected one is gone, one without a draft is new. */
export function sentenceDifferences(sentence: Pick<ReportSentence, 'text' | 'draftText' | 'state'>): Piece[] {
  if (sentence.state === 'rejected') {
    return sentence.draftText === null ? [] : [{ kind: 'removed', text: sentence.draftText }];
  }

  return sentence.draftText === null
    ? [{ kind: 'added', text: sentence.text }]
    : wordDifferences(sentence.draftText, sentence.text);
}

/** What a reader has made of a report's sentences; an open one counts as nothing yet. */
export function countDifferences(sentences: readonly Pick<ReportSentence, 'text' | 'draftText' | 'state'>[]): {
  open: number;
  kept: number;
  changed: number;
  removed: number;
  added: number;
} {
  const counts = { open: 0, kept: 0, changed: 0, removed: 0, added: 0 };
  for (const { text, draftText, state } of sentences) {
    if (state === 'open') {
      counts.open++;
    } else if (state === 'rejected') {
      counts.removed += draftText === null ? 0 : 1;
    } else if (draftText === null) {
      counts.added++;
    } else if (text.trim() === draftText.trim()) {
      counts.kept++;
    } else {
      counts.changed++;
    }
  }

  return counts;
}
