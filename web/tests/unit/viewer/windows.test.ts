import { describe, expect, it } from 'vitest';
import type { Film } from '../../../src/api/types';
import { defaultWindow, nudgeWindow, presetOf, toRange, toWindow, transferWindow } from '../../../src/viewer/windows';

const film = (extra: Partial<Film>): Film => ({
  id: 'f',
  fileName: 'f.dcm',
  width: 1,
  height: 1,
  view: 'PA',
  notes: [],
  bitsStored: 12,
  minimum: 0,
  maximum: 4095,
  window: null,
  presets: [],
  isInverted: false,
  pixelSpacing: null,
  ...extra,
});

describe('a window', () => {
  it('is DICOM’s linear function, there and back', () => {
    // PS3.3 C.11.2.1.2.1: center 2048 and width 4096 take 0 to black and 4095 to white.
    expect(toRange({ center: 2048, width: 4096 })).toEqual({ lower: 0, upper: 4095 });
    expect(toWindow(toRange({ center: -37.5, width: 81 }))).toEqual({ center: -37.5, width: 81 });
  });

  it('is at first the film’s own, else the first preset, else all values', () => {
    const window = { center: 1, width: 2 };
    const preset = { name: 'Lungs', center: 3, width: 4 };
    expect(defaultWindow(film({ window, presets: [preset] }))).toBe(window);
    expect(defaultWindow(film({ presets: [preset] }))).toBe(preset);
    expect(toRange(defaultWindow(film({})))).toEqual({ lower: 0, upper: 4095 });
    expect(defaultWindow(film({ minimum: 7, maximum: 7 })).width).toBeGreaterThan(1);
  });

  it('looks the same on a film of other values', () => {
    const [eight, twelve] = [
      { center: 128, width: 256 },
      { center: 2048, width: 4096 },
    ];
    expect(transferWindow(eight, eight, twelve)).toEqual(twelve);
    expect(transferWindow({ center: 192, width: 64 }, eight, twelve)).toEqual({ center: 3072, width: 1024 });
    const there = transferWindow({ center: 100, width: 30 }, eight, twelve);
    expect(transferWindow(there, twelve, eight)).toEqual({ center: 100, width: 30 });
  });

  it('moves by parts of its width and never closes', () => {
    expect(nudgeWindow({ center: 100, width: 50 }, 0.1, 0)).toEqual({ center: 95, width: 50 });
    expect(nudgeWindow({ center: 100, width: 1 }, 0, 0.9).width).toBe(1);
  });

  it('is known by its preset’s name', () => {
    const presets = [{ name: 'Lungs', center: 1200, width: 1800 }];
    expect(presetOf({ center: 1200.2, width: 1800 }, presets)?.name).toBe('Lungs');
    expect(presetOf({ center: 1300, width: 1800 }, presets)).toBeNull();
  });
});
