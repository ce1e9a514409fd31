import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react';
import { heatMapAddress } from '../api/films';
import type { Box, NamedBox } from '../api/types';
import { useHighlight } from '../highlight/Highlight';
import { displayName, isSameBox } from '../highlight/subjects';
import { boxAt, labelOf, onScreen, type Rect } from './boxPlaces';
import type { FilmLook } from './filmPane';

interface Props {
  filmId: string;
  model: string | null;
  look: FilmLook;
  boxes: NamedBox[];
  /** The finding whose heat map is shown. */
  heatMap: string | null;
  /** A box that the reader has drawn. */
  drawn: Box | null;
  isDrawing: boolean;
  onDrawn: (box: Box | null) => void;
}

/** Boxes and a heat map on the film, and the drawing of a box. */
export function BoxLayer({ filmId, model, look, boxes, heatMap, drawn, isDrawing, onDrawn }: Props) {
  const { subject, light } = useHighlight();
  const layer = useRef<SVGSVGElement>(null);
  usePointing(layer, boxes, look, light);
  const drawing = useDrawing(look, onDrawn);
  const lit = (box: NamedBox): boolean => subject?.boxes.some((other) => isSameBox(box, other)) ?? false;
  const { place } = look;
  return (
    <svg ref={layer} className={`box-layer ${isDrawing ? 'is-drawing' : ''}`} {...(isDrawing ? drawing.handlers : {})}>
      <title>{`Marked places: ${boxes.map((box) => displayName(box.name)).join(', ') || 'none'}`}</title>
      {heatMap && (
        <image
          className="heat-map"
          href={heatMapAddress(filmId, heatMap, model)}
          {...place}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Where the classifier looks for ${displayName(heatMap)}`}
        />
      )}
      {boxes.map((named, index) => {
        const rect = onScreen(named.box, look);
        return (
          <g key={index} className={`box ${lit(named) ? 'is-lit' : ''}`} data-box={named.name}>
            <rect {...rect} className="box-line" />
            <BoxLabel {...labelOf(rect, named.name)} name={displayName(named.name)} />
          </g>
        );
      })}
      {[drawing.box, drawn].map((box, index) => box && <rect key={index} className="box-drawn" {...onScreen(box, look)} />)}
    </svg>
  );
}

function BoxLabel({ x, y, width, height, name }: Rect & { name: string }) {
  return (
    <g className="box-label">
      <rect x={x} y={y} width={width} height={height} rx={4} />
      <text x={x + 7} y={y + 13}>
        {name}
      </text>
    </g>
  );
}

// Smaller than this, in parts of the film, was a click and not a box.
const smallestSide = 0.01;

function useDrawing({ place }: FilmLook, onDrawn: (box: Box | null) => void) {
  const start = useRef<[number, number] | null>(null);
  const [box, setBox] = useState<Box | null>(null);
  const at = (event: PointerEvent<SVGSVGElement>): [number, number] => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const part = (value: number): number => Math.min(1, Math.max(0, value));
    return [part((event.clientX - left - place.x) / place.width), part((event.clientY - top - place.y) / place.height)];
  };
  const between = ([ax, ay]: [number, number], [bx, by]: [number, number]): Box => ({
    x1: Math.min(ax, bx),
    y1: Math.min(ay, by),
    x2: Math.max(ax, bx),
    y2: Math.max(ay, by),
  });
  const handlers = {
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
      if (event.button === 0) {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = at(event);
        onDrawn(null);
      }
    },
    onPointerMove: (event: PointerEvent<SVGSVGElement>) => {
      if (start.current) {
        setBox(between(start.current, at(event)));
      }
    },
    onPointerUp: (event: PointerEvent<SVGSVGElement>) => {
      if (start.current) {
        const made = between(start.current, at(event));
        start.current = null;
        setBox(null);
        onDrawn(made.x2 - made.x1 > smallestSide && made.y2 - made.y1 > smallestSide ? made : null);
      }
    },
  };
  return { box, handlers };
}

// Boxes take no pointer events, which belong to the film's tools; the box under the pointer is found from its place.
function usePointing(
  layer: RefObject<SVGSVGElement | null>,
  boxes: NamedBox[],
  look: FilmLook,
  light: ReturnType<typeof useHighlight>['light'],
): void {
  const pointed = useRef<NamedBox | null>(null);
  useEffect(() => {
    const film = layer.current?.parentElement;
    const point = (next: NamedBox | null): void => {
      if (next !== pointed.current) {
        pointed.current = next;
        light(next && { boxes: [next], findings: [] });
      }
    };
    const onMove = (event: globalThis.PointerEvent): void => {
      const { left, top } = layer.current!.getBoundingClientRect();
      point(event.buttons === 0 ? boxAt(boxes, look, event.clientX - left, event.clientY - top) : null);
    };
    const onLeave = (): void => point(null);
    film?.addEventListener('pointermove', onMove);
    film?.addEventListener('pointerleave', onLeave);
    return () => {
      film?.removeEventListener('pointermove', onMove);
      film?.removeEventListener('pointerleave', onLeave);
    };
  }, [layer, boxes, look, light]);
}
