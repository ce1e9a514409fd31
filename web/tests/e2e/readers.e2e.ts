import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ReaderWindow, films, openBrowser } from './room';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe('two readers at once', () => {
  it('are both answered while they ask at the same time', async () => {
    const readers = await Promise.all([1, 2].map(() => ReaderWindow.open(browser, inject('url'))));
    await Promise.all(readers.map((reader, index) => reader.upload(index === 0 ? films.png : films.lossless)));
    await Promise.all(readers.map((reader) => reader.ask('Is there a pleural effusion?')));
    const answers = await Promise.all(readers.map((reader) => reader.answered(1)));
    expect(answers.every((answer) => answer.length > 0)).toBe(true);
    for (const reader of readers) {
      expect(reader.complaints).toEqual([]);
      await reader.close();
    }
  });

  it('keep both versions when they change the same report', async () => {
    const first = await ReaderWindow.open(browser, inject('url'));
    const id = await first.upload(films.clear);
    await first.tab('Report');
    await first.page.locator('.report-sentence').first().waitFor();
    const second = await ReaderWindow.open(browser, inject('url'));
    await second.page.goto(`${second.url}/studies/${id}`);
    await second.tab('Report');
    await second.page.locator('.report-sentence').first().waitFor();

    const add = async (reader: ReaderWindow, text: string): Promise<void> => {
      await reader.page.getByRole('button', { name: 'Add a sentence to Findings' }).click();
      await reader.page.getByRole('textbox', { name: 'New sentence in Findings' }).fill(text);
      await reader.page.keyboard.press('Enter');
    };
    await add(first, 'Written by the first reader.');
    await first.page.getByText('version 2').waitFor();
    await add(second, 'Written by the second reader.');
    await second.page.getByRole('alertdialog').waitFor();
    await second.page.getByRole('button', { name: 'Mine, on top of it' }).click();
    await second.page.getByText('version 3').waitFor();
    await second.page.getByRole('button', { name: 'version 3' }).click();
    await second.page.getByRole('button', { name: /^2 · draft/ }).click();
    await second.page.getByText('Written by the first reader.').waitFor();
    await Promise.all([first.close(), second.close()]);
  });
});

describe('reading first', () => {
  it('hides all that the assistant says until the reader has committed', async () => {
    const reader = await ReaderWindow.open(browser, inject('url'));
    const { page } = reader;
    await page.getByRole('checkbox', { name: /Read first/ }).check();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await reader.upload(films.otherPng);
    await page.getByRole('button', { name: 'Commit my reading' }).waitFor();
    expect(await page.locator('.finding').count()).toBe(14);
    expect(await page.locator('.probability, .box').count()).toBe(0);
    await reader.tab('Report');
    await page.getByText('Hidden until you have committed your own findings.').filter({ visible: true }).waitFor();
    expect(asked.filter((path) => /reading|report|heatmaps|turns/.test(path))).toEqual([]);

    await reader.tab('Findings');
    await page.getByRole('button', { name: 'Effusion present' }).click();
    await page.getByRole('button', { name: 'Commit my reading' }).click();
    await page.locator('.probability').first().waitFor();
    await page.getByText('Your reading is committed.').waitFor();
    expect(reader.complaints).toEqual([]);
    await reader.close();
  });
});
