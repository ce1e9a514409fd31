import { describe, expect, it } from 'vitest';
import { segmentsOf } from '../../../src/chat/segments';

const sentence = (start: number, end: number) => ({ start, end, findings: [], boxes: [] });
const warning = (start: number, end: number) => ({ kind: 'prior' as const, text: 'No prior.', start, end });

describe('the pieces of an answer', () => {
  it('leave nothing out', () => {
    const text = 'The heart is large. It is unchanged. ';
    const segments = segmentsOf(text, [sentence(0, 19), sentence(20, 36)], [warning(26, 35)]);
    expect(segments.map((segment) => segment.text)).toEqual(['The heart is large.', ' ', 'It is ', 'unchanged', '.', ' ']);
    expect(segments.map((segment) => segment.text).join('')).toBe(text);
  });

  it('know their sentence and their warnings', () => {
    const [first, second] = segmentsOf('One. Two.', [sentence(5, 9)], [warning(0, 4)]);
    expect(first).toMatchObject({ sentence: null, warnings: [{ kind: 'prior' }] });
    expect(second).toMatchObject({ sentence: null, warnings: [] });
    expect(segmentsOf('One. Two.', [sentence(5, 9)], []).at(-1)?.sentence).toEqual(sentence(5, 9));
  });

  it('are one for a text without sentences, and none for no text', () => {
    expect(segmentsOf('One.', [], [])).toHaveLength(1);
    expect(segmentsOf('', [], [])).toEqual([]);
  });

  it('do not trust ranges beyond the text', () => {
    expect(segmentsOf('One.', [sentence(-3, 99)], [])).toMatchObject([{ text: 'One.', sentence: { end: 99 } }]);
  });
});
