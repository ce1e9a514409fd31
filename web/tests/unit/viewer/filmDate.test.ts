import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Film, Study } from '../../../src/api/types';
import { filmDate, takenOn } from '../../../src/viewer/filmDate';

const film = (takenAt: string | null): Film => ({ takenAt }) as Film;
const study = { createdAt: '2026-11-22T12:00:00Z' } as Study;

afterEach(() => vi.unstubAllEnvs());

describe('the date of a film', () => {
  it('is the day on which it was taken, as the file writes it, in every zone', () => {
    for (const zone of ['Pacific/Auckland', 'UTC', 'America/Los_Angeles']) {
      vi.stubEnv('TZ', zone);
      expect(filmDate(film('2017-01-02T00:05:00'), study)).toMatch(/\b2\b.*2017/);
      expect(filmDate(film('2017-01-02T23:55:00'), study)).toMatch(/\b2\b.*2017/);
    }
  });

  it('is the day of the upload where the file has none, and says so', () => {
    expect(takenOn(film(null))).toBeNull();
    expect(filmDate(film(null), study)).toMatch(/^added .*2026/);
  });
});
