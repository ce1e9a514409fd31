import type { Film, GreyWindow, Preset } from '../api/types';

/** The values that become black and white. */
export interface GreyRange {
  lower: number;
  upper: number;
}

/** DICOM's linear function (PS3.3 C.11.2.1.2.1): width counts values, so a width of 1 is a single step. */
export function toRange({ center, width }: GreyWindow): GreyRange {
  return { lower: center - 0.5 - (width - 1) / 2, upper: center - 0.5 + (width - 1) / 2 };
}

export function toWindow({ lower, upper }: GreyRange): GreyWindow {
  return { center: (lower + upper + 1) / 2, width: upper - lower + 1 };
}

/** What a film is shown with at first and after a reset: its own window, else the first preset, else all of its values. */
export function defaultWindow(film: Film): GreyWindow {
  return film.window ?? film.presets[0] ?? toWindow({ lower: film.minimum, upper: Math.max(film.maximum, film.minimum + 1) });
}

/** The same look on another film: both windows are seen from their film's own. */
export function transferWindow(window: GreyWindow, from: GreyWindow, to: GreyWindow): GreyWindow {
  return {
    center: to.center + ((window.center - from.center) / from.width) * to.width,
    width: Math.max(1, (window.width / from.width) * to.width),
  };
}

/** Moves a window by parts of its own width: `brighter` lowers the center, `contrast` narrows it. */
export function nudgeWindow(window: GreyWindow, brighter: number, contrast: number): GreyWindow {
  return { center: window.center - brighter * window.width, width: Math.max(1, window.width * (1 - contrast)) };
}

/** The preset that a window is, if it is one. */
export function presetOf(window: GreyWindow, presets: Preset[]): Preset | null {
  const isNear = (a: number, b: number, width: number): boolean => Math.abs(a - b) <= Math.max(0.5, width * 0.005);
  return (
    presets.find(
      (preset) => isNear(preset.center, window.center, preset.width) && isNear(preset.width, window.width, preset.width),
    ) ?? null
  );
}
