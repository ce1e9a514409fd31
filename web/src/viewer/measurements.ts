import { eventTarget } from '@cornerstonejs/core';
import { Enums, annotation, type Types } from '@cornerstonejs/tools';

const { Events } = Enums;
const keyOf = (imageId: string): string => `radsharp.measurements.${imageId}`;
const imageOf = (one: Types.Annotation): string | undefined => one.metadata?.referencedImageId;

/** Keeps lengths and rectangles in this browser, so that they are there again when the film is shown again. */
export function keepMeasurements(): void {
  const keep = (event: Event): void => {
    const { annotation: changed } = (event as CustomEvent<{ annotation: Types.Annotation }>).detail;
    const imageId = imageOf(changed);
    if (imageId) {
      localStorage.setItem(keyOf(imageId), JSON.stringify(measurementsOf(imageId)));
    }
  };
  [Events.ANNOTATION_COMPLETED, Events.ANNOTATION_MODIFIED, Events.ANNOTATION_REMOVED].forEach((name) =>
    eventTarget.addEventListener(name, keep),
  );
}

/** Puts back what was measured on a film, unless it is there. */
export function restoreMeasurements(imageId: string, element: HTMLDivElement): void {
  const stored = localStorage.getItem(keyOf(imageId));
  if (stored && measurementsOf(imageId).length === 0) {
    for (const one of JSON.parse(stored) as Types.Annotation[]) {
      // Values are computed anew from the film.
      annotation.state.addAnnotation({ ...one, data: { ...one.data, cachedStats: {} }, invalidated: true }, element);
    }
  }
}

/** Removes all lengths and rectangles from a film; false if it has none. */
export function removeMeasurements(imageId: string): boolean {
  const all = measurementsOf(imageId);
  all.forEach((one) => one.annotationUID && annotation.state.removeAnnotation(one.annotationUID));
  return all.length > 0;
}

const measurementsOf = (imageId: string): Types.Annotation[] =>
  annotation.state.getAllAnnotations().filter((one) => imageOf(one) === imageId);
