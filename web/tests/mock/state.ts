import { readFileSync } from 'node:fs';
import type { Checklist, Conversation, Film, Report, ReportSentence, Study, Turn } from '../../src/api/types';
import { MockHouse } from './house.ts';

/** What the small server of `npm run mock` holds: one film after another, made up where no reader looks. */
export class MockState {
  studies: Study[] = [];
  checklists = new Map<string, Checklist>();
  conversations = new Map<string, Conversation>();
  reports = new Map<string, Report[]>();
  pixels = new Map<string, Int16Array>();
  house = new MockHouse();
  private count = 0;

  id(prefix: string): string {
    return `${prefix}${++this.count}`;
  }

  film(fileName: string): Film {
    const id = this.id('f');
    const size = 512;
    this.pixels.set(id, chestLike(size));
    return {
      id,
      fileName,
      width: size,
      height: size,
      view: 'PA',
      takenAt: fileName.endsWith('.dcm') ? '2019-04-02T09:30:00' : null,
      notes: [],
      bitsStored: 12,
      minimum: 0,
      maximum: 4095,
      window: { center: 2048, width: 4096 },
      presets: [
        { name: 'Whole film', center: 2048, width: 4096 },
        { name: 'Lungs', center: 1200, width: 1800 },
      ],
      isInverted: false,
      pixelSpacing: [0.4, 0.4],
    };
  }

  study(fileNames: string[], title: string): Study {
    const study: Study = {
      id: this.id('s'),
      title,
      indication: null,
      priorId: null,
      createdAt: new Date().toISOString(),
      films: fileNames.map((name) => this.film(name)),
      conversationIds: [],
      report: null,
    };
    this.studies.unshift(study);
    this.checklists.set(study.id, {
      version: 0,
      findings: Object.fromEntries(findingNames.map((name) => [name, null])),
      readFirst: false,
      committedAt: null,
    });
    return study;
  }

  turn(parentId: string | null, role: Turn['role'], text: string, extra: Partial<Turn> = {}): Turn {
    return {
      id: this.id('t'),
      parentId,
      role,
      text,
      task: null,
      box: null,
      status: role === 'user' ? 'done' : 'waiting',
      finish: null,
      error: null,
      createdAt: new Date().toISOString(),
      model: role === 'user' ? null : 'radsharp-mini',
      sentences: [],
      warnings: [],
      tokensPerSecond: null,
      ...extra,
    };
  }

  draft(studyId: string): Report {
    const sentence = (section: ReportSentence['section'], text: string, extra: Partial<ReportSentence> = {}): ReportSentence => ({
      id: this.id('r'),
      section,
      text,
      draftText: text,
      origin: 'model',
      state: 'open',
      findings: [],
      boxes: [],
      warnings: [],
      ...extra,
    });
    return this.addVersion(studyId, {
      studyId,
      version: 0,
      status: 'draft',
      sections: { indication: null, technique: null, comparison: null, findings: null, impression: null, addendum: null },
      sentences: [
        sentence('technique', 'Single frontal view of the chest.'),
        sentence('findings', 'The heart is enlarged.', { findings: ['Cardiomegaly'] }),
        sentence('findings', 'The left lung is clear.', { boxes: [leftLung] }),
        sentence('impression', 'Cardiomegaly, unchanged.', {
          findings: ['Cardiomegaly'],
          warnings: [{ kind: 'prior', text: 'It speaks of a prior film, but none is loaded.', start: 14, end: 23 }],
        }),
      ],
      draft: { model: 'radsharp-mini', at: new Date().toISOString() },
      signedBy: null,
      signedAt: null,
      sha256: null,
      predecessor: null,
    });
  }

  addVersion(studyId: string, report: Report): Report {
    const versions = this.reports.get(studyId) ?? [];
    const next = { ...report, version: versions.length + 1 };
    this.reports.set(studyId, [...versions, next]);
    return next;
  }
}

export const leftLung = { name: 'left lung', box: { x1: 0.54, y1: 0.16, x2: 0.88, y2: 0.78 } };
export const rightLung = { name: 'right lung', box: { x1: 0.12, y1: 0.16, x2: 0.46, y2: 0.8 } };

export const findingNames = readFileSync(new URL('./findings.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');

// Two dark ovals on a bright ground with a fine slope, so that windows and depth can be seen.
function chestLike(size: number): Int16Array {
  const pixels = new Int16Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [u, v] = [x / size, y / size];
      const lung = Math.min(Math.hypot((u - 0.3) / 0.16, (v - 0.47) / 0.3), Math.hypot((u - 0.7) / 0.16, (v - 0.47) / 0.3));
      pixels[y * size + x] = Math.round(Math.min(4095, 700 + 2300 / (1 + Math.exp(-12 * (lung - 1))) + 900 * v * (1 - u)));
    }
  }

  return pixels;
}
