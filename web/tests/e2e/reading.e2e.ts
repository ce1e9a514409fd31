import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ReaderWindow, films, openBrowser } from './room';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe('a reading from the film to the signature', () => {
  let reader: ReaderWindow;
  let studyId: string;
  beforeAll(async () => {
    reader = await ReaderWindow.open(browser, inject('url'));
  });
  afterAll(async () => {
    expect(reader.complaints.join('\n')).toBe('');
    await reader.close();
  });

  it('begins with an upload: the film is shown, findings and a draft appear', async () => {
    studyId = await reader.upload(films.monochrome1);
    await reader.page.locator('.finding').nth(13).waitFor();
    expect(await reader.page.locator('.finding').count()).toBe(14);
    await reader.page.locator('.probability').first().waitFor();
    await reader.tab('Report');
    await reader.page.locator('.report-sentence').first().waitFor();
    expect(await reader.page.locator('.report-sentence').count()).toBeGreaterThan(1);
  });

  it('goes on with two questions, each answered', async () => {
    await reader.ask('Is the heart enlarged?');
    expect(await reader.answered(1)).not.toBe('');
    await reader.ask('Are there any other findings?');
    expect(await reader.answered(2)).not.toBe('');
  });

  it('stops an answer half-way and keeps what was said', async () => {
    const { page } = reader;
    // The small model answers in a moment: a long answer, and the button is pressed as soon as there is a word.
    await page.evaluate(() => {
      new MutationObserver((_, observer) => {
        if (document.querySelectorAll('.answer-text').length === 3) {
          observer.disconnect();
          document.querySelector<HTMLButtonElement>('button[aria-label=Stop]')!.click();
        }
      }).observe(document.body, { childList: true, subtree: true });
    });
    await reader.ask('Explain the findings in easy language.');
    const stopped = await reader.answered(3);
    const last = page.locator('.turn.is-answer').nth(2);
    expect(await last.getAttribute('data-status')).toBe('stopped');
    expect(stopped.length).toBeGreaterThan(0);
    await last.getByRole('button', { name: 'Answer once more' }).click();
    await page.getByText('2/2').waitFor();
    expect((await reader.answered(3)).length).toBeGreaterThan(stopped.length);
    await last.getByRole('button', { name: 'Earlier version' }).click();
    await page.getByText('1/2').waitFor();
    expect(await reader.answered(3)).toBe(stopped);
  });

  it('answers once more, and switches back to the first answer', async () => {
    const first = await reader.answered(2);
    const second = reader.page.locator('.turn.is-answer').nth(1);
    await second.getByRole('button', { name: 'Answer once more' }).click();
    await second.getByText('2/2').waitFor();
    await reader.answered(2);
    expect(await reader.page.locator('.turn.is-answer').count()).toBe(2);
    await second.getByRole('button', { name: 'Earlier version' }).click();
    await second.getByText('1/2').waitFor();
    expect(await reader.answered(2)).toBe(first);
    expect(await reader.page.locator('.turn.is-answer').count()).toBe(3);
  });

  it('edits a question, which makes a branch beside the old one', async () => {
    const question = reader.page.locator('.turn.is-question').nth(2);
    await question.getByRole('button', { name: 'Edit the question' }).click();
    await reader.page.getByRole('textbox', { name: 'Your question' }).fill('Is there an effusion?');
    await reader.page.keyboard.press('Enter');
    await reader.page.locator('.turn.is-question', { hasText: 'Is there an effusion?' }).getByText('2/2').waitFor();
    expect(await reader.answered(3)).not.toBe('');
  });

  it('asks about a box that was drawn on the film', async () => {
    await reader.page.keyboard.press('Escape');
    await reader.page.keyboard.press('b');
    await reader.drag([0.4, 0.4], [0.6, 0.6]);
    await reader.page.locator('.box-drawn').waitFor();
    await reader.page.getByRole('button', { name: 'What is in this box?' }).click();
    expect(await reader.answered(4)).not.toBe('');
    expect(await reader.page.locator('.turn.is-question').nth(3).getByRole('button', { name: 'box' }).count()).toBe(1);
  });

  it('copies an answer', async () => {
    await reader.page.locator('.turn.is-answer').first().getByRole('button', { name: 'Copy' }).click();
    await reader.page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await reader.page.evaluate(() => navigator.clipboard.readText())).toBe(await reader.answered(1));
  });

  it('lets the reader’s findings drive the text', async () => {
    await reader.tab('Findings');
    await reader.page.getByRole('button', { name: 'Pneumothorax present' }).click();
    await reader.page.getByRole('button', { name: 'Draft the report from my findings' }).click();
    await reader.page
      .locator('.report-sentence', { hasText: /pneumothorax/i })
      .first()
      .waitFor();
  });

  it('accepts, edits, rejects and adds sentences, and shows the differences', async () => {
    const { page } = reader;
    const sentences = page.locator('.report-sentence');
    await reader.tab('Report');
    await sentences.first().getByRole('button', { name: 'Accept' }).click();
    await page.locator('.report-sentence[data-state=accepted]').first().waitFor();
    const findings = page
      .getByRole('region', { name: 'Findings', exact: true })
      .or(page.locator('section[aria-labelledby=section-findings]'));
    await findings.getByRole('button', { name: 'Edit', exact: true }).first().click();
    await page.getByRole('textbox', { name: 'Sentence' }).fill('The heart is at the upper limit of normal.');
    await page.keyboard.press('Enter');
    await page.locator('.report-sentence[data-state=edited]').first().waitFor();
    await page.getByRole('button', { name: 'Add a sentence to Impression' }).click();
    await page.getByRole('textbox', { name: 'New sentence in Impression' }).fill('Follow-up in six weeks.');
    await page.keyboard.press('Enter');
    await sentences.filter({ hasText: 'Follow-up in six weeks.' }).waitFor();
    await sentences.last().getByRole('button', { name: 'Reject' }).waitFor();
    const open = page.locator('.report-sentence[data-state=open]').first();
    if (await open.count()) {
      await open.getByRole('button', { name: 'Reject' }).click();
      await page.locator('.report-sentence[data-state=rejected]').waitFor();
    }

    await page.getByRole('button', { name: 'Differences to the draft' }).click();
    await page.locator('ins', { hasText: 'Follow-up in six weeks.' }).waitFor();
    await page.getByText('saved', { exact: true }).waitFor();
  });

  it('signs, which locks the text', async () => {
    const { page } = reader;
    await page.getByRole('button', { name: 'Sign …' }).click();
    await page.getByRole('textbox', { name: 'Your name' }).fill('Dr. A. Reader');
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await page.getByText('Signed by Dr. A. Reader').waitFor();
    expect(await page.getByRole('button', { name: 'Accept' }).count()).toBe(0);
  });

  it('finds all of it again after a reload', async () => {
    const { page } = reader;
    await page.reload();
    await reader.film().waitFor();
    await reader.tab('Report');
    await page.getByText('Signed by Dr. A. Reader').waitFor();
    await page.locator('.report-sentence', { hasText: 'Follow-up in six weeks.' }).waitFor();
    await reader.tab('Questions');
    await page.locator('.turn.is-question', { hasText: 'Is there an effusion?' }).getByText('2/2').waitFor();
    expect(await page.locator('.turn.is-answer').count()).toBe(4);
    await page.locator('.turn.is-answer').nth(1).getByText('1/2').waitFor();
    await reader.tab('Findings');
    expect(await page.getByRole('button', { name: 'Pneumothorax present' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('adds to the signed report without touching it', async () => {
    const { page } = reader;
    await reader.tab('Report');
    await page.getByRole('button', { name: 'Add an addendum' }).click();
    await page.getByRole('textbox', { name: 'What is added' }).fill('Seen together with the clinician.');
    await page.getByRole('textbox', { name: 'Your name' }).fill('Dr. A. Reader');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Seen together with the clinician.').waitFor();
    await page.locator('.report-sentence', { hasText: 'Follow-up in six weeks.' }).waitFor();
  });

  it('is in the work list, where a search finds it', async () => {
    const { page } = reader;
    await page.goto(reader.url);
    await page.locator('.study-card').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('mono1_12bit');
    const titles = (): Promise<string[]> => page.locator('.study-title').allTextContents();
    await expect.poll(async () => (await titles()).every((title) => title.includes('mono1_12bit'))).toBe(true);
    expect(await page.locator(`.study-card[href$="${studyId}"] .status`).textContent()).toMatch(/addendum|final/);
  });
});
