import { describe, expect, it } from 'vitest';
import type { ReportSentence } from '../../../src/api/types';
import { addedTo, changesOf, withText } from '../../../src/report/editing';

const sentence = (id: string, section: ReportSentence['section'], extra: Partial<ReportSentence> = {}): ReportSentence => ({
  id,
  section,
  text: id,
  draftText: id,
  origin: 'model',
  state: 'open',
  findings: [],
  boxes: [],
  warnings: [],
  ...extra,
});

describe('editing a report', () => {
  it('marks new words as edited, and the draft’s own as accepted', () => {
    expect(withText(sentence('r1', 'findings'), 'other').state).toBe('edited');
    expect(withText(sentence('r1', 'findings', { state: 'edited', text: 'other' }), 'r1 ').state).toBe('accepted');
  });

  it('puts a sentence at the end of its section and tells the server no id', () => {
    const before = [sentence('r1', 'findings'), sentence('r2', 'impression')];
    const { all, added } = addedTo(before, 'findings');
    expect(all.map((one) => one.section)).toEqual(['findings', 'findings', 'impression']);
    expect(changesOf(all)).toHaveLength(2);
    const written = all.map((one) => (one === added ? { ...one, text: 'A new line.' } : one));
    expect(changesOf(written)[1]).toEqual({ id: null, section: 'findings', text: 'A new line.', state: 'edited' });
    expect(changesOf(written)[2]).toEqual({ id: 'r2', section: 'impression', text: 'r2', state: 'open' });
  });

  it('puts it last where the section is empty', () => {
    expect(addedTo([sentence('r1', 'findings')], 'comparison').all.at(-1)?.section).toBe('comparison');
  });
});
