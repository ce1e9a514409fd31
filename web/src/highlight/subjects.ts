import type { NamedBox } from '../api/types';
import type { Subject } from './Highlight';

/** The same thing on the film: name and place. */
export const isSameBox = (a: NamedBox, b: NamedBox): boolean =>
  a.name === b.name &&
  (['x1', 'y1', 'x2', 'y2'] as const).every((corner) => Math.abs(a.box[corner] - b.box[corner]) < 0.005);

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

/** Every box once. */
export function distinctBoxes(boxes: NamedBox[]): NamedBox[] {
  return boxes.filter((box, index) => boxes.findIndex((other) => isSameBox(box, other)) === index);
}

/** As a reader would write it. */
export const displayName = (name: string): string => name.replaceAll('_', ' ');
