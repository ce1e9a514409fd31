import { describe, expect, it } from 'vitest';
import { boxAt, labelOf, onScreen } from '../../../src/viewer/boxPlaces';

const look = { place: { x: 100, y: 50, width: 1000, height: 1000 } };
const large = { name: 'left lung', box: { x1: 0.1, y1: 0.1, x2: 0.9, y2: 0.9 } };
const small = { name: 'mass', box: { x1: 0.1, y1: 0.5, x2: 0.2, y2: 0.6 } };

describe('a box on the screen', () => {
  it('lies where the film lies', () => {
    expect(onScreen(small.box, look)).toEqual({ x: 200, y: 550, width: 100, height: expect.closeTo(100) });
  });

  it('has its name above it, within it at the upper edge', () => {
    expect(labelOf({ x: 5, y: 200, width: 9, height: 9 }, 'mass').y).toBeLessThan(200);
    expect(labelOf({ x: 5, y: 10, width: 9, height: 9 }, 'mass').y).toBeGreaterThan(10);
  });

  it('is pointed at by its edge or its name, not by what is within', () => {
    expect(boxAt([large, small], look, 600, 152)).toBe(large);
    expect(boxAt([large, small], look, 600, 600)).toBeNull();
    expect(boxAt([large, small], look, 210, 535)).toBe(small);
    expect(boxAt([large, small], look, 20, 20)).toBeNull();
  });

  it('is the smaller of two whose edges meet', () => {
    expect(boxAt([large, small], look, 200, 600)).toBe(small);
    expect(boxAt([small, large], look, 200, 600)).toBe(small);
  });
});
