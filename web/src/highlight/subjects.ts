import type { NamedBox } from '../api/types';
import type { Subject } from './Highlight';

/** The same place on the film, whatever it is called: an answer's numbers are rounded to two digits. */
export const isSameBox = (a: NamedBox, b: NamedBox): boolean =>
  (['x1', 'y1', 'x2', 'y2'] as const).every((corner) => Math.abs(a.box[corner] - b.box[corner]) <= 0.011);

/** Whether two subjects have a box or, where one has no box, a finding in common. */
export function touches(a: Subject, b: Subject | null): boolean {
  if (!b) {
    return false;
  }

  return (
    a.boxes.some((box) => b.boxes.some((other) => isSameBox(box, other))) ||
    ((a.boxes.length === 0 || b.boxes.length === 0) && a.findings.some((finding) => b.findings.includes(finding)))
  );
}

/** Every place once, under its first name. */
export function distinctBoxes(boxes: NamedBox[]): NamedBox[] {
  return boxes.filter((box, index) => boxes.findIndex((other) => isSameBox(box, other)) === index);
}

/** As a reader would write it. */
export const displayName = (name: string): string => name.replaceAll('_', ' ');
