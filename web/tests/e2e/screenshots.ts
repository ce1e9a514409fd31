import { mkdirSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, inject, it } from 'vitest';
import { ReaderWindow, films, openBrowser } from './room';
import { repository } from './server';

// The pictures in docs/screenshots, from the real page with the real server: `npm run screenshots`.
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
  mkdirSync(repository('docs/screenshots'), { recursive: true });
});
afterAll(() => browser.close());

it('takes the pictures', { timeout: 180_000 }, async () => {
  const reader = await ReaderWindow.open(browser, inject('url'));
  const { page } = reader;
  await reader.upload(films.lossless);
  await name(page, 'Follow-up film', 'Pleural effusion, follow-up');
  await reader.upload(films.clear);
  await name(page, 'Before surgery', 'Preoperative');
  await reader.upload(films.otherPng);
  await name(page, 'First film', 'Shortness of breath');
  await reader.upload(films.monochrome1);
  await name(page, 'Shortness of breath', 'Shortness of breath on exertion');

  // Findings, with the reader's own beside the model's, and a box asked about.
  await page.locator('.probability').first().waitFor();
  await page.getByRole('button', { name: 'Cardiomegaly present' }).click();
  await page.getByRole('button', { name: 'Pneumothorax absent' }).click();
  await page.mouse.move(5, 5);
  await page.waitForTimeout(500);
  await shoot(page, 'findings');

  await reader.ask('Is the heart enlarged?');
  await reader.answered(1);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /Show a region/ }).click();
  await page.getByRole('button', { name: 'left lung' }).filter({ visible: true }).first().click();
  await reader.answered(2);
  await page.locator('.sentence.has-box').last().hover();
  await page.waitForTimeout(500);
  await shoot(page, 'questions');

  await reader.tab('Report');
  await page.locator('.report-sentence').nth(2).waitFor();
  const sentences = page.locator('.report-sentence');
  await sentences.nth(1).getByRole('button', { name: 'Edit' }).click();
  const before = await page.getByRole('textbox', { name: 'Sentence' }).inputValue();
  await page.getByRole('textbox', { name: 'Sentence' }).fill(before.replace(/\.$/, ', unchanged in size.'));
  await page.keyboard.press('Enter');
  await page.locator('[data-state=edited]').waitFor();
  await sentences.nth(2).getByRole('button', { name: 'Accept' }).click();
  await sentences.nth(3).getByRole('button', { name: 'Reject' }).click();
  await page.locator('[data-state=rejected]').waitFor();
  await page.getByRole('button', { name: 'Differences to the draft' }).click();
  await page.mouse.move(5, 5);
  await page.waitForTimeout(500);
  await shoot(page, 'report');

  await page.keyboard.press('p');
  await page
    .getByRole('button', { name: /First film/ })
    .first()
    .click();
  await page.setViewportSize({ width: 2560, height: 1400 });
  await reader.film(/Prior/).waitFor();
  await page.waitForTimeout(1500);
  await shoot(page, 'prior');

  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(reader.url);
  await page.locator('.study-card img').nth(3).waitFor();
  await page.waitForTimeout(800);
  await shoot(page, 'work-list');
  await reader.close();
});

async function name(page: Page, title: string, indication: string): Promise<void> {
  await page.locator('.probability').first().waitFor();
  await page.getByRole('button', { name: 'Title and indication' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill(title);
  await page.getByRole('textbox', { name: 'Indication' }).fill(indication);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('dialog[open]').waitFor({ state: 'detached' });
}

// At most 1,400 pixels wide and without the last bits of noise, which keeps a film under 400 kB.
async function shoot(page: Page, file: string): Promise<void> {
  const shot = await page.screenshot();
  const small = await browser.newPage();
  await small.setContent('<canvas></canvas>');
  const data = await small.evaluate(
    async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.querySelector('canvas')!;
      const scale = Math.min(1, 1400 / image.width);
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      const context = canvas.getContext('2d')!;
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
      for (let index = 0; index < pixels.data.length; index++) {
        pixels.data[index] = Math.min(255, Math.round(pixels.data[index]! / 4) * 4);
      }

      context.putImageData(pixels, 0, 0);
      return canvas.toDataURL('image/png');
    },
    `data:image/png;base64,${shot.toString('base64')}`,
  );
  await small.close();
  writeFileSync(repository(`docs/screenshots/${file}.png`), Buffer.from(data.split(',')[1]!, 'base64'));
}
