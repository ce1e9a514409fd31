import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Film, Study } from '../../src/api/types';
import { ReaderWindow, films, openBrowser } from './room';

let browser: Browser;
let reader: ReaderWindow;
beforeAll(async () => {
  browser = await openBrowser();
  reader = await ReaderWindow.open(browser, inject('url'));
});
afterAll(async () => {
  await browser.close();
});

describe.each([
  ['a MONOCHROME1 film of 12 bits', films.monochrome1],
  ['a MONOCHROME1 film of 16 bits without a window', films.deep],
  ['a film in lossless JPEG', films.lossless],
  ['a film in lossy JPEG of 12 bits', films.lossy],
  ['a PNG', films.png],
])('%s', (_, path) => {
  it('is shown in the same greys as the server draws it, at every window, and is reset to what it was at first', async () => {
    const { page } = reader;
    const id = await reader.upload(path);
    const study = (await (await page.request.get(`${reader.url}/api/v1/studies/${id}`)).json()) as Study;
    const film = study.films[0]!;
    await page.keyboard.press('x');
    const first = await greys(page, film);
    expect(await distance(page, film, first, '')).toBeLessThan(1.5);

    // A narrow window shows whether more than 8 bits arrive.
    const own = film.window ?? film.presets[0]!;
    const shown = async (): Promise<string[]> =>
      [.../C (-?\d+) W (\d+)/.exec((await page.locator('.film-corner.bottom-left').textContent())!)!].slice(1);
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press('}');
    }

    await expect.poll(async () => Number((await shown())[1])).toBeLessThan(own.width * 0.3);
    const [center, width] = await shown();
    const narrow = await greys(page, film);
    expect(await distance(page, film, narrow, `?center=${center}&width=${width}`)).toBeLessThan(4);

    await page.keyboard.press('i');
    await page.locator('.film-mark').waitFor();
    const inverted = await greys(page, film);
    expect(
      meanDifference(
        inverted,
        narrow.map((grey) => 255 - grey),
      ),
    ).toBeLessThan(1.5);
    await page.keyboard.press('0');
    await page.locator('.film-mark').waitFor({ state: 'detached' });
    expect(meanDifference(await greys(page, film), first)).toBeLessThan(0.5);
  });
});

describe('a film', () => {
  it('says when it was taken, or that only the day of the upload is known', async () => {
    const { page } = reader;
    await reader.upload(films.monochrome1);
    await reader.film(/ · \S.* 2017$/).waitFor();
    await page.locator('.study-words', { hasText: '2017' }).waitFor();
    await reader.upload(films.png);
    await reader.film(/ · added /).waitFor();
  });
});

describe('the tools', () => {
  it('measure in millimetres where the film has a scale, in pixels where it has none, and the measure goes with Delete', async () => {
    for (const [path, unit] of [
      [films.monochrome1, /mm/],
      [films.png, /px/],
    ] as const) {
      await reader.upload(path);
      await reader.page.keyboard.press('l');
      await reader.drag([0.3, 0.5], [0.6, 0.5]);
      const label = reader.page.locator('.film svg text', { hasText: unit });
      await label.first().waitFor();
      await reader.page.keyboard.press('Delete');
      await label.first().waitFor({ state: 'detached' });
    }
  });

  it('keep what was measured for the next time the film is shown', async () => {
    const { page } = reader;
    await reader.upload(films.monochrome1);
    await page.keyboard.press('l');
    await reader.drag([0.3, 0.5], [0.6, 0.5]);
    const label = page.locator('.film svg text', { hasText: /mm/ }).first();
    await label.waitFor();

    // The number follows the mouse; it is stored when that has come to rest.
    await page.waitForTimeout(500);
    const before = await label.textContent();
    await page.reload();
    await reader.film().waitFor();
    await label.waitFor();
    expect(await label.textContent()).toBe(before);
    await page.keyboard.press('Delete');
    await page.reload();
    await reader.film().waitFor();
    expect(await label.count()).toBe(0);
  });

  it('window, zoom and move with the mouse and with keys', async () => {
    const { page } = reader;
    await reader.upload(films.monochrome1);
    const corner = (): Promise<string | null> => page.locator('.film-corner.bottom-left').textContent();
    let before = await corner();
    const change = async (act: () => Promise<void>): Promise<void> => {
      await act();
      await page.waitForFunction((old) => document.querySelector('.film-corner.bottom-left')?.textContent !== old, before);
      before = await corner();
    };
    await page.keyboard.press('w');
    await change(() => reader.drag([0.5, 0.5], [0.6, 0.4]));
    await change(() => page.keyboard.press('+'));
    await change(async () => {
      await page.mouse.wheel(0, -200);
    });
    await change(() => page.keyboard.press('2'));
    await change(() => page.keyboard.press('0'));
    const place = (): Promise<string | null> => page.locator('.box-line').first().getAttribute('x');
    await page.locator('.box-line').first().waitFor();
    const at = await place();
    await page.keyboard.press('ArrowRight');
    await expect.poll(place).not.toBe(at);
  });

  it('lists the tags of a file, those of the patient marked', async () => {
    await reader.upload(films.monochrome1);
    await reader.page.keyboard.press('t');
    await reader.page.getByRole('searchbox', { name: 'Search the tags' }).fill('patient');
    await reader.page.locator('.tags .mark', { hasText: 'patient' }).first().waitFor();
    await reader.page.keyboard.press('Escape');
  });
});

describe('places', () => {
  it('are lit in the text and on the film together', async () => {
    const { page } = reader;
    await reader.upload(films.png);
    await page.locator('.box[data-box="left lung"]').waitFor();
    await reader.tab('Questions');
    await page.getByRole('button', { name: /Show a region/ }).click();
    await page.getByRole('button', { name: 'left lung' }).filter({ visible: true }).first().click();
    await reader.answered(1);
    const sentence = page.locator('.sentence.has-box').first();
    await sentence.hover();
    await page.locator('.box.is-lit[data-box="left lung"]').waitFor();
    await page.mouse.move(5, 5);
    await page.locator('.box.is-lit').waitFor({ state: 'detached' });
    const label = (await page.locator('.box[data-box="left lung"] .box-label').boundingBox())!;
    await page.mouse.move(label.x + 5, label.y + 5);
    await page.locator('.box.is-lit').waitFor();
    expect(await page.locator('.sentence.is-lit').count()).toBeGreaterThan(0);
  });

  it('without a box are shown as attention', async () => {
    const { page } = reader;
    await reader.upload(films.png);
    await page.locator('.finding').first().hover();
    await page.locator('.heat-map').waitFor();
    await page.getByText('attention, not an outline').waitFor();
  });
});

describe('a prior', () => {
  it('stands beside the film and follows it, until the link is cut', async () => {
    const { page } = reader;
    await reader.upload(films.otherPng);
    await reader.upload(films.png);
    await page.keyboard.press('p');
    await page
      .getByRole('button', { name: /effusion/ })
      .first()
      .click();
    await reader.film(/Prior/).waitFor();
    const zoom = async (index: number): Promise<number> =>
      Number(/(\d+) %/.exec((await page.locator('.film-corner.bottom-left').nth(index).textContent())!)![1]);
    const before = await zoom(1);
    await page.keyboard.press('+');
    await expect.poll(() => zoom(1)).toBeGreaterThan(before * 1.2);
    const linked = await zoom(1);
    await page.keyboard.press('k');
    await page.keyboard.press('+');
    await expect.poll(() => zoom(0)).toBeGreaterThan(linked * 1.2);
    expect(await zoom(1)).toBe(linked);
  });
});

// The film's part of the screen, as greys in a grid of the film's own proportions.
async function greys(page: Page, film: Film): Promise<number[]> {
  await page.waitForTimeout(150);
  const png = await page.locator('.film-canvas').first().screenshot();
  const place = await page.locator('.film-canvas').first().boundingBox();
  return sample(page, `data:image/png;base64,${png.toString('base64')}`, film, { width: place!.width, height: place!.height });
}

async function distance(page: Page, film: Film, shown: number[], query: string): Promise<number> {
  const answer = await page.request.get(`${inject('url')}/api/v1/films/${film.id}/rendered${query}`);
  const drawn = await sample(page, `data:image/png;base64,${(await answer.body()).toString('base64')}`, film, null);
  return meanDifference(shown, drawn);
}

// Means over 24 × 24 cells in the middle of the film, away from the labels in its corners.
function sample(page: Page, source: string, film: Film, pane: { width: number; height: number } | null): Promise<number[]> {
  return page.evaluate(
    async ({ source, film, pane }) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      const scale = pane ? Math.min(pane.width / film.width, pane.height / film.height) : image.width / film.width;
      const [width, height] = [film.width * scale, film.height * scale];
      const [left, top] = pane ? [(pane.width - width) / 2, (pane.height - height) / 2] : [0, 0];
      const cells = 24;
      const values: number[] = [];
      for (let row = 3; row < cells - 3; row++) {
        for (let column = 3; column < cells - 3; column++) {
          const x = Math.round(left + (column / cells) * width);
          const y = Math.round(top + (row / cells) * height);
          const { data } = context.getImageData(x, y, Math.ceil(width / cells), Math.ceil(height / cells));
          let sum = 0;
          for (let index = 0; index < data.length; index += 4) {
            sum += data[index]!;
          }

          values.push(sum / (data.length / 4));
        }
      }

      return values;
    },
    { source, film, pane },
  );
}

function meanDifference(a: number[], b: number[]): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, index) => sum + Math.abs(value - b[index]!), 0) / a.length;
}
