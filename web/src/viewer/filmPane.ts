import { Enums, type Types } from '@cornerstonejs/core';
import type { Film, GreyWindow } from '../api/types';
import { addToTools, loadFilm, removeFromTools, renderingEngine } from './cornerstone';
import { removeMeasurements, restoreMeasurements } from './measurements';
import { spacingOf } from './spacing';
import { defaultWindow, toRange, toWindow, transferWindow } from './windows';

/** How a film lies on the screen. */
export interface FilmLook {
  window: GreyWindow;
  isInverted: boolean;
  zoom: number;
  /** From the film's corner and size to the pane, in CSS pixels. */
  place: { x: number; y: number; width: number; height: number };
}

/** One film on the screen: a viewport of the engine, with the few commands that the page has for it. */
export class FilmPane {
  private film: Film | null = null;
  private inverted = false;
  private ended = false;
  private readonly observer: ResizeObserver;
  private readonly listeners = new Set<(look: FilmLook) => void>();

  constructor(
    private readonly element: HTMLDivElement,
    private readonly id: string,
  ) {
    renderingEngine().enableElement({ viewportId: id, type: Enums.ViewportType.STACK, element });
    addToTools(id);
    element.addEventListener(Enums.Events.IMAGE_RENDERED, this.tell);
    element.addEventListener('contextmenu', preventDefault);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(element);
  }

  /** Fetches a film and shows it as after a reset. */
  async show(film: Film): Promise<void> {
    const imageId = await loadFilm(film);
    if (this.ended) {
      return;
    }

    await this.viewport.setStack([imageId]);
    this.film = film;
    restoreMeasurements(imageId, this.element);
    this.reset();
  }

  /** The film's own window and polarity, in full. Loading a film does the same, so a reset never looks different. */
  reset(): void {
    if (!this.film) {
      return;
    }

    this.viewport.resetCamera();
    this.inverted = this.film.isInverted;
    this.viewport.setProperties({ voiRange: toRange(defaultWindow(this.film)), invert: this.inverted });
    this.viewport.render();
  }

  setWindow(window: GreyWindow): void {
    this.change(() => this.viewport.setProperties({ voiRange: toRange(window) }));
  }

  invert(): void {
    this.inverted = !this.inverted;
    this.change(() => this.viewport.setProperties({ invert: this.inverted }));
  }

  zoomBy(factor: number): void {
    this.change(() => this.viewport.setZoom(Math.min(40, Math.max(0.2, this.viewport.getZoom() * factor))));
  }

  panBy(x: number, y: number): void {
    const [panX, panY] = this.viewport.getPan();
    this.change(() => this.viewport.setPan([panX + x, panY + y]));
  }

  /** Removes the lengths and rectangles. */
  clearMeasurements(): void {
    const imageId = this.film && this.viewport.getCurrentImageId();
    if (imageId && removeMeasurements(imageId)) {
      this.viewport.render();
    }
  }

  /** Takes zoom, place and window from another pane, each relative to its own film. */
  follow(other: FilmPane): void {
    if (!this.film || !other.film) {
      return;
    }

    const [x, y] = other.viewport.getPan();
    const theirs = other.look();
    const zoom = other.viewport.getZoom();
    const pan: Types.Point2 = [
      (x / other.element.clientWidth) * this.element.clientWidth,
      (y / other.element.clientHeight) * this.element.clientHeight,
    ];
    const window = transferWindow(theirs.window, defaultWindow(other.film), defaultWindow(this.film));
    const inverted = (theirs.isInverted !== other.film.isInverted) !== this.film.isInverted;
    if (this.isLike(zoom, pan, window, inverted)) {
      return;
    }

    this.inverted = inverted;
    this.viewport.setZoom(zoom);
    this.viewport.setPan(pan);
    this.viewport.setProperties({ voiRange: toRange(window), invert: inverted });
    this.viewport.render();
  }

  onLook(listener: (look: FilmLook) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get current(): FilmLook | null {
    return this.film ? this.look() : null;
  }

  dispose(): void {
    this.ended = true;
    this.observer.disconnect();
    this.element.removeEventListener(Enums.Events.IMAGE_RENDERED, this.tell);
    this.element.removeEventListener('contextmenu', preventDefault);
    removeFromTools(this.id);
    renderingEngine().disableElement(this.id);
  }

  private get viewport(): Types.IStackViewport {
    return renderingEngine().getViewport(this.id) as Types.IStackViewport;
  }

  private change(action: () => void): void {
    if (this.film) {
      action();
      this.viewport.render();
    }
  }

  private resize(): void {
    if (!this.ended && this.element.clientWidth > 0) {
      renderingEngine().resize(true, true);
    }
  }

  private readonly tell = (): void => {
    if (this.film && !this.ended) {
      const look = this.look();
      this.listeners.forEach((listener) => listener(look));
    }
  };

  // Two linked panes answer each other until nothing is left to change.
  private isLike(zoom: number, [x, y]: Types.Point2, window: GreyWindow, inverted: boolean): boolean {
    const [ownX, ownY] = this.viewport.getPan();
    const own = this.look().window;
    return (
      inverted === this.inverted &&
      Math.abs(zoom / this.viewport.getZoom() - 1) < 1e-3 &&
      Math.hypot(x - ownX, y - ownY) < 1 &&
      Math.hypot(window.center - own.center, window.width - own.width) < 2e-3 * own.width
    );
  }

  private look(): FilmLook {
    const film = this.film!;
    const spacing = spacingOf(film);
    const canvas = (column: number, row: number): Types.Point2 =>
      this.viewport.worldToCanvas([column * spacing.column, row * spacing.row, 0]);

    // The engine's whole numbers are the middles of pixels.
    const [left, top] = canvas(-0.5, -0.5);
    const [right, bottom] = canvas(film.width - 0.5, film.height - 0.5);
    const properties = this.viewport.getProperties();
    return {
      window: properties.voiRange ? toWindow(properties.voiRange) : defaultWindow(film),
      isInverted: this.inverted,
      zoom: (right - left) / film.width,
      place: { x: left, y: top, width: right - left, height: bottom - top },
    };
  }
}

/** Lets two panes follow each other until the returned function is called. */
export function linkPanes(a: FilmPane, b: FilmPane): () => void {
  const ends = [a.onLook(() => b.follow(a)), b.onLook(() => a.follow(b))];
  return () => ends.forEach((end) => end());
}

function preventDefault(event: Event): void {
  event.preventDefault();
}
