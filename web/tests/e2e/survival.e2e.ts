import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReaderWindow, films, openBrowser } from './room';
import { RoomServer } from './server';

let browser: Browser;
let server: RoomServer;
let reader: ReaderWindow;
beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), RoomServer.start()]);
  reader = await ReaderWindow.open(browser, server.url);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** A power failure, and the server again at the same address. */
async function fail(): Promise<void> {
  await server.kill();
  await server.open(server.url);
}

describe('a server that is killed', () => {
  it('while it answers, has lost nothing that was asked, and answers again', async () => {
    const { page } = reader;
    await reader.upload(films.png);
    await reader.ask('Is there an effusion?');
    const first = await reader.answered(1);
    const sent = page.waitForRequest(/\/turns$/);
    await reader.ask('Which findings does this film show?');
    await sent;
    await page.locator('.turn.is-answer').nth(1).waitFor();
    await fail();
    await page.reload();
    await reader.film().waitFor();
    await reader.tab('Questions');
    expect(await reader.answered(1)).toBe(first);
    await page.locator('.turn.is-question', { hasText: 'Which findings does this film show?' }).waitFor();
    await reader.answered(2);
    await reader.ask('Is there a pneumothorax?');
    expect(await reader.answered(3)).not.toBe('');
  });

  it('while a report is signed, has either the signature or the report as it was, and never half of it', async () => {
    const { page } = reader;
    await reader.tab('Report');
    await page.locator('.report-sentence').first().waitFor();
    const text = await page.locator('.sentence-text').allTextContents();
    await page.getByRole('button', { name: 'Sign …' }).click();
    await page.getByRole('textbox', { name: 'Your name' }).fill('Dr. A. Reader');
    const sent = page.waitForRequest(/\/report\/sign$/);
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await sent;
    await fail();
    await page.reload();
    await reader.tab('Report');
    await page.locator('.report-sentence').first().waitFor();
    expect(await page.locator('.sentence-text').allTextContents()).toEqual(text);
    const isSigned = (await page.getByText('Signed by Dr. A. Reader').count()) === 1;
    expect(await page.locator('.report-header .status').textContent()).toBe(isSigned ? 'final' : 'draft');
    expect(await page.getByRole('button', { name: 'Sign …' }).count()).toBe(isSigned ? 0 : 1);
  });

  it('while a reader writes, is noticed, and the words are still there', async () => {
    const { page } = reader;
    await reader.upload(films.clear);
    await reader.tab('Report');
    await page.locator('.report-sentence').first().waitFor();
    await server.kill();
    await page.getByRole('button', { name: 'Add a sentence to Impression' }).click();
    await page.getByRole('textbox', { name: 'New sentence in Impression' }).fill('Written while the server was away.');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'The server does not answer' }).waitFor();
    await page.locator('.report-sentence', { hasText: 'Written while the server was away.' }).waitFor();
    await server.open(server.url);
    await page.getByRole('button', { name: 'Save again' }).click();
    await page.getByText('saved', { exact: true }).waitFor();
    await page.reload();
    await reader.tab('Report');
    await page.locator('.report-sentence', { hasText: 'Written while the server was away.' }).waitFor();
  });
});
