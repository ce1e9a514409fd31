import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { repository } from './server';

/** Real films that are in the repository. */
export const films = {
  png: repository('samples/cardiomegaly.png'),
  otherPng: repository('samples/effusion.png'),
  clear: repository('samples/no-finding.png'),
  monochrome1: repository('tests/RadSharp.Imaging.Tests/Fixtures/dicom/mono1_12bit_explicit.dcm'),
  deep: repository('tests/RadSharp.Imaging.Tests/Fixtures/dicom/mono1_16bit_nowindow.dcm'),
  lossless: repository('tests/RadSharp.Imaging.Tests/Fixtures/dicom/c_jpeg_lossless_sv1.dcm'),
  lossy: repository('tests/RadSharp.Imaging.Tests/Fixtures/dicom/c_jpeg_extended_12bit.dcm'),
} as const;

/** A browser that draws films in software, so that it needs no graphics card. */
export function openBrowser(): Promise<Browser> {
  const executablePath = [process.env['RADSHARP_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (path) => path && existsSync(path),
  );
  if (!executablePath) {
    throw new Error('Expected Chromium in /usr/bin/chromium, found none. Install it, or name one in RADSHARP_CHROMIUM.');
  }

  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
  });
}

/** A reader with a browser window of their own, in which nothing may go wrong unseen. */
export class ReaderWindow {
  /** What went wrong in the page, and requests to anywhere but the server. */
  readonly complaints: string[] = [];

  private constructor(
    readonly url: string,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      // A report that is not there yet answers 404, which the browser counts as an error.
      if (message.type() === 'error' && !/status of 404|status of 4(09|12)|ERR_/.test(message.text())) {
        this.complaints.push(message.text());
      }
    });
    context.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(`${this.url}/`)) {
        this.complaints.push(`asked ${request.url()}`);
      }
    });
  }

  static async open(browser: Browser, url: string, width = 1280, height = 800): Promise<ReaderWindow> {
    const context = await browser.newContext({
      viewport: { width, height },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    // Films are drawn in software here, and the machine may have other work.
    context.setDefaultTimeout(90_000);
    const reader = new ReaderWindow(url, context, await context.newPage());
    await reader.page.goto(url);
    return reader;
  }

  /** Uploads films as a study and waits until the first is drawn. */
  async upload(...paths: string[]): Promise<string> {
    await this.page.goto(this.url);
    await this.page.locator('input[type=file]').setInputFiles(paths);
    await this.page.waitForURL(/\/studies\//);
    await this.film().waitFor();
    return new URL(this.page.url()).pathname.split('/')[2]!;
  }

  /** The film, once it is drawn. */
  film(label?: RegExp): Locator {
    const shown = this.page.locator('.film[data-shown=yes]');
    return label ? shown.filter({ has: this.page.locator('.film-corner', { hasText: label }) }) : shown.first();
  }

  tab(name: string): Promise<void> {
    return this.page.getByRole('tab', { name }).click();
  }

  async ask(question: string): Promise<void> {
    await this.tab('Questions');
    await this.page.getByRole('textbox', { name: 'Ask about the film' }).fill(question);
    await this.page.keyboard.press('Enter');
  }

  answers(): Locator {
    return this.page.getByRole('article', { name: 'Answer' });
  }

  /** The newest answer, once it is complete. */
  async answered(count: number): Promise<string> {
    const last = this.page.locator('.turn.is-answer').nth(count - 1);
    await last.and(this.page.locator('[data-status=done], [data-status=stopped], [data-status=failed]')).waitFor();
    return (await last.locator('.answer-text').textContent()) ?? '';
  }

  /** Drags on the film, from and to in parts of its pane. */
  async drag(from: [number, number], to: [number, number]): Promise<void> {
    const box = (await this.film().boundingBox())!;
    const at = ([x, y]: [number, number]): [number, number] => [box.x + x * box.width, box.y + y * box.height];
    await this.page.mouse.move(...at(from));
    await this.page.mouse.down();
    await this.page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]), { steps: 4 });
    await this.page.mouse.move(...at(to), { steps: 4 });
    await this.page.mouse.up();
  }

  /** Waits for a dialog, looks at it, and closes it by the keyboard. */
  async inDialog(look: () => Promise<void>): Promise<void> {
    const dialog = this.page.locator('dialog[open]');
    await dialog.waitFor();
    await look();
    await this.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }

  /** Expects that axe finds nothing to complain of. */
  async isAccessible(): Promise<void> {
    await this.page.evaluate(axe);
    const found = await this.page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: { run(): Promise<AxeResult> } }).axe.run();
      return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}`));
    });
    expect(found).toEqual([]);
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

interface AxeResult {
  violations: { id: string; nodes: { target: string[] }[] }[];
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
