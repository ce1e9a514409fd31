import type { Box, NamedBox } from '../api/types';
import { displayName } from '../highlight/subjects';
import type { FilmLook } from './filmPane';

/** In CSS pixels of the pane. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

const labelHeight = 18;
// The film's own label is in its upper corner.
const cornerHeight = 36;
const reach = 6;

/** Where a box of the film lies in its pane. */
export function onScreen(box: Box, { place }: Pick<FilmLook, 'place'>): Rect {
  return {
    x: place.x + box.x1 * place.width,
    y: place.y + box.y1 * place.height,
    width: (box.x2 - box.x1) * place.width,
    height: (box.y2 - box.y1) * place.height,
  };
}

/** The place of a box's name: above it, or within where there is no room. */
export function labelOf({ x, y }: Rect, name: string): Rect {
  return {
    x,
    y: y < labelHeight + cornerHeight ? Math.max(y + 2, cornerHeight) : y - labelHeight - 2,
    width: displayName(name).length * 6.5 + 14,
    height: labelHeight,
  };
}

/** The box that a pointer shows: one whose name or edge is under it, the smallest first. */
export function boxAt(boxes: readonly NamedBox[], look: Pick<FilmLook, 'place'>, x: number, y: number): NamedBox | null {
  const within = (rect: Rect, by: number): boolean =>
    x >= rect.x - by && x <= rect.x + rect.width + by && y >= rect.y - by && y <= rect.y + rect.height + by;
  const hits = boxes.filter((named) => {
    const rect = onScreen(named.box, look);
    return within(labelOf(rect, named.name), 0) || (within(rect, reach) && !within(rect, -reach));
  });
  const area = ({ box }: NamedBox): number => (box.x2 - box.x1) * (box.y2 - box.y1);
  return hits.reduce<NamedBox | null>((best, hit) => (!best || area(hit) < area(best) ? hit : best), null);
}
