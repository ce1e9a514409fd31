import { readFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Reader, Study } from '../../src/api/types';
import { ReaderWindow, films, openBrowser } from './room';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe('an admin', () => {
  let reader: ReaderWindow;
  let page: Page;
  let secret: string;
  let studyId: string;
  beforeAll(async () => {
    reader = await ReaderWindow.open(browser, inject('url'));
    page = reader.page;
    await page.getByRole('link', { name: 'House' }).click();
    await page.getByRole('heading', { name: 'The house' }).waitFor();
  });
  afterAll(async () => {
    expect(reader.complaints).toEqual([]);
    await reader.close();
  });

  it('adds a user, with the keyboard alone', async () => {
    await page.getByRole('button', { name: 'Add a user' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('dialog[open]').waitFor();
    await type(page, 'grey.reader', 'Tab', 'not a short one', 'Tab', 'attending', 'Tab', 'Tab', 'Enter');
    const row = part(page, 'Users').getByRole('row', { name: /^grey\.reader attending/ });
    await row.waitFor();
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Add a user');
  });

  it('makes a key, whose secret is shown once and lets a program do what the user may', async () => {
    const keys = part(page, 'API keys');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByRole('textbox', { name: 'What it is for' }).fill('Ward list');
    await page.getByRole('combobox', { name: 'User' }).selectOption('grey.reader');
    await page.getByRole('spinbutton', { name: 'Days until it ends' }).fill('30');
    await page.getByRole('button', { name: 'Make', exact: true }).click();
    await keys.getByText('It is never shown again').waitFor();
    secret = (await keys.locator('code').textContent())!;
    await keys.getByRole('button', { name: 'Copy the secret' }).click();
    await keys.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
    await keys.getByRole('button', { name: 'I have it' }).click();
    await page.reload();
    await keys.getByRole('row', { name: /^Ward list grey\.reader/ }).waitFor();
    expect(await page.content()).not.toContain(secret);

    const me = (await (await withKey(secret, '/me')).json()) as Reader;
    expect(me).toEqual({ name: 'grey.reader', role: 'attending', isLocal: false });
    expect((await withKey(secret, '/users')).status).toBe(403);
    const form = new FormData();
    form.append('film', new Blob([readFileSync(films.png)]), 'film.png');
    const made = await withKey(secret, '/studies', { method: 'POST', body: form });
    studyId = ((await made.json()) as Study).id;
  });

  it('gives a user another role, and asks before anything is deleted or ended', async () => {
    const users = part(page, 'Users');
    await users.getByRole('button', { name: 'Change grey.reader' }).click();
    await page.getByLabel('New password').fill('another long one');
    await page.getByRole('combobox', { name: 'Role' }).selectOption('reader');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await users.getByRole('row', { name: /^grey\.reader reader/ }).waitFor();

    await users.getByRole('button', { name: 'Delete grey.reader' }).click();
    await page.keyboard.press('Escape');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    expect(await users.getByRole('row', { name: /^grey\.reader/ }).count()).toBe(1);
    expect(((await (await withKey(secret, '/me')).json()) as Reader).role).toBe('reader');

    await page.getByRole('button', { name: 'End Ward list' }).click();
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await part(page, 'API keys')
      .getByRole('row', { name: /^Ward list/ })
      .waitFor({ state: 'detached' });
    expect((await withKey(secret, '/me')).status).toBe(401);

    await users.getByRole('button', { name: 'Delete grey.reader' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await users.getByRole('row', { name: /^grey\.reader/ }).waitFor({ state: 'detached' });
  });

  it('reads in the audit what was done, by whom, to which study', async () => {
    const audit = part(page, 'Audit');
    for (const words of [
      /local user\.create grey\.reader attending/,
      /local key\.create \S+ grey\.reader/,
      /local user\.change grey\.reader reader/,
      /local key\.delete/,
      /local user\.delete grey\.reader/,
      new RegExp(`grey\\.reader study\\.create ${studyId}`),
    ]) {
      await audit.getByRole('row', { name: words }).first().waitFor();
    }

    await page
      .getByRole('button', { name: `Only ${studyId}` })
      .first()
      .click();
    await audit.getByRole('row', { name: /user\.create/ }).waitFor({ state: 'detached' });
    const rows = await audit.locator('tbody tr').allTextContents();
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.includes(studyId))).toBe(true);
    await page.getByRole('searchbox', { name: 'Only of the study' }).fill('');
    await audit
      .getByRole('row', { name: /user\.create/ })
      .first()
      .waitFor();
    const link = audit.getByRole('link', { name: studyId }).first();
    expect(await link.getAttribute('href')).toBe(`/studies/${studyId}`);
  });

  it('reads on to the first entry, and takes all of it as CSV', async () => {
    const audit = part(page, 'Audit');
    for (let count = 0; count < 60; count++) {
      await page.request.get(`${reader.url}/api/v1/studies?limit=1`);
    }

    await page.getByRole('button', { name: 'Read the audit again' }).click();
    const more = page.getByRole('button', { name: 'More' });
    await more.waitFor();
    const rows = audit.locator('tbody tr');
    const first = await rows.count();
    await more.click();
    await expect.poll(() => rows.count()).toBeGreaterThan(first);
    const times = await rows.evaluateAll((all) => all.map((row) => Date.parse(row.querySelector('td')!.textContent!)));
    expect(times).toEqual(times.toSorted((a, b) => b - a));

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'All as CSV' }).click();
    const lines = readFileSync(await (await download).path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines[0]).toBe('id,at,who,action,study,object,detail');
    expect(lines.length).toBeGreaterThan(60);
    expect(lines.some((line) => line.includes(`grey.reader,study.create,${studyId}`))).toBe(true);
  });
});

describe.each([
  [1280, 800],
  [2560, 1400],
])('the house at %i × %i', (width, height) => {
  it('is accessible, asks nothing from elsewhere, and never scrolls sideways', async () => {
    const reader = await ReaderWindow.open(browser, inject('url'), width, height);
    const { page } = reader;
    const check = async (): Promise<void> => {
      await reader.isAccessible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    };
    const name = `wide.${width}.${'name'.repeat(10)}`;
    const data = { name, password: 'not a short one', role: 'reader' };
    await page.request.post(`${reader.url}/api/v1/users`, { data });
    await page.request.post(`${reader.url}/api/v1/keys`, { data: { user: name, label: 'A label of '.repeat(9) } });
    await page.goto(`${reader.url}/house`);
    await part(page, 'API keys')
      .getByRole('row', { name: /A label of/ })
      .first()
      .waitFor();
    await part(page, 'Audit').locator('tbody tr').first().waitFor();
    await check();
    for (const button of ['Add a user', 'Make a key', `Change ${name}`, `Delete ${name}`]) {
      await page.getByRole('button', { name: button }).click();
      await reader.inDialog(check);
    }

    expect(reader.complaints).toEqual([]);
    await reader.close();
  });
});

describe('what an admin may not do', () => {
  it('is told by the server, and what was typed stays', async () => {
    const reader = await ReaderWindow.open(browser, inject('url'));
    const { page } = reader;
    await page.goto(`${reader.url}/house`);
    await page.getByRole('button', { name: 'Add a user' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('hasty');
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'Expected a password of 10 to 200 characters.' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('hasty');
    await page.getByLabel('Password').fill('long enough now');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await part(page, 'Users')
      .getByRole('row', { name: /^hasty reader/ })
      .waitFor();

    await page.getByRole('button', { name: 'Add a user' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('hasty');
    await page.getByLabel('Password').fill('another long one');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'Expected a name that nobody has' }).waitFor();
    await reader.close();
  });
});

describe('a user who is no admin', () => {
  it('sees no way to the house, and is told why there is nothing in it', async () => {
    const reader = await ReaderWindow.open(browser, inject('url'));
    const { page } = reader;
    const data = { name: 'only.reads', password: 'not a short one', role: 'reader' };
    await page.request.post(`${reader.url}/api/v1/users`, { data });
    await page.request.post(`${reader.url}/api/v1/login`, { data });
    await page.goto(reader.url);
    await page.getByRole('button', { name: 'Log out only.reads' }).waitFor();
    expect(await page.getByRole('link', { name: 'House' }).count()).toBe(0);
    await page.goto(`${reader.url}/house`);
    await page.getByText('You are only.reads, with the role reader.').waitFor();
    expect(await page.locator('table').count()).toBe(0);
    await reader.isAccessible();
    expect(reader.complaints).toEqual([]);
    await reader.close();
  });
});

const part = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

const withKey = (secret: string, path: string, request: RequestInit = {}): Promise<Response> =>
  fetch(`${inject('url')}/api/v1${path}`, { ...request, headers: { authorization: `Bearer ${secret}` } });

// Words are typed, the names of keys pressed.
async function type(page: Page, ...words: string[]): Promise<void> {
  for (const word of words) {
    await (/^(Tab|Enter)$/.test(word) ? page.keyboard.press(word) : page.keyboard.type(word));
  }
}
