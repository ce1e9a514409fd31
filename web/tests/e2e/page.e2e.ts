import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ReaderWindow, films, openBrowser } from './room';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe.each([
  [1280, 800],
  [2560, 1400],
])('the page at %i × %i', (width, height) => {
  it('is accessible in every state, asks nothing from elsewhere, and never scrolls sideways', async () => {
    const reader = await ReaderWindow.open(browser, inject('url'), width, height);
    const { page } = reader;
    const check = async (): Promise<void> => {
      await reader.isAccessible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    };
    await page.getByRole('heading', { name: 'Work list' }).waitFor();
    await check();
    await reader.upload(films.png);
    await page.locator('.probability').first().waitFor();
    await check();
    await page.keyboard.press('c');
    await page.keyboard.type('Is there a fracture?');
    await page.keyboard.press('Enter');
    await reader.answered(1);
    await check();
    await page.keyboard.press('Escape');
    await page.keyboard.press('e');
    await page.locator('.report-sentence').first().waitFor();
    await check();
    for (const key of ['?', 't', 's']) {
      await page.keyboard.press(key);
      await reader.inDialog(check);
    }

    expect(reader.complaints).toEqual([]);
    await reader.close();
  });
});

describe('what cannot be shown', () => {
  it('is said: a file that is no film, and a study that is not there', async () => {
    const reader = await ReaderWindow.open(browser, inject('url'));
    const { page } = reader;
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear') });
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect((await alert.textContent())!.length).toBeGreaterThan(20);
    await page.goto(`${reader.url}/studies/unknown`);
    await page.getByRole('alert').waitFor();
    await reader.close();
  });

  it('is shown as text where it looks like markup', async () => {
    const reader = await ReaderWindow.open(browser, inject('url'));
    const { page } = reader;
    await reader.upload(films.png);
    await page.getByRole('button', { name: 'Title and indication' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('<img src=x onerror="document.title=1">');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.study-words', { hasText: '<img src=x' }).waitFor();
    await reader.ask('<script>document.title = 1</script>');
    await page.locator('.turn.is-question', { hasText: '<script>' }).waitFor();
    expect(await page.title()).toBe('RadSharp');
    await reader.close();
  });
});
