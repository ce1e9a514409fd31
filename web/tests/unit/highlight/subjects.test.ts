import { describe, expect, it } from 'vitest';
import { distinctBoxes, touches } from '../../../src/highlight/subjects';

const box = (name: string, x1 = 0.1) => ({ name, box: { x1, y1: 0.1, x2: 0.5, y2: 0.9 } });

describe('a sentence and a place on the film', () => {
  it('touch in a box at the same place, whatever its name', () => {
    const sentence = { boxes: [box('left lung')], findings: ['Effusion'] };
    expect(touches(sentence, { boxes: [box('box', 0.102)], findings: [] })).toBe(true);
    expect(touches(sentence, { boxes: [box('left lung', 0.3)], findings: [] })).toBe(false);
    expect(touches(sentence, null)).toBe(false);
  });

  it('touch in a finding where one of them has no box', () => {
    expect(touches({ boxes: [], findings: ['Effusion'] }, { boxes: [], findings: ['Effusion'] })).toBe(true);
    expect(touches({ boxes: [box('a')], findings: ['Effusion'] }, { boxes: [box('b', 0.3)], findings: ['Effusion'] })).toBe(
      false,
    );
  });

  it('shows a box once however often it is named', () => {
    const boxes = distinctBoxes([box('left lung'), box('box', 0.101), box('right lung', 0.4)]);
    expect(boxes.map((one) => one.name)).toEqual(['left lung', 'right lung']);
  });
});
