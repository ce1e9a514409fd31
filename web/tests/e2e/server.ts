import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    url: string;
  }
}

/** A server of its own, with an empty store that goes with it. */
export class RoomServer {
  private child: ChildProcess | null = null;

  private constructor(readonly folder: string) {}

  url = '';

  static async start(): Promise<RoomServer> {
    const server = new RoomServer(mkdtempSync(join(tmpdir(), 'radsharp-e2e-')));
    await server.open('http://127.0.0.1:0');
    return server;
  }

  /** Opens the room on the store that is there; gives up after three minutes. */
  async open(url: string): Promise<void> {
    const command = ['serve', '--no-browser', '--urls', url, '--data', this.folder];
    const model = process.env['RADSHARP_MODEL'];
    const child = spawn('dotnet', [program(), ...command, ...(model ? ['--model', model] : [])], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // By its slowest way the small model leaves time to stop it half-way.
      env: { ...process.env, RADSHARP_SIMD: 'portable', RADSHARP_THREADS: '1' },
    });
    this.child = child;
    this.url = await new Promise<string>((resolve, reject) => {
      let said = '';
      const wait = setTimeout(
        () => reject(new Error(`The server did not open within three minutes. It said:\n${said}`)),
        180_000,
      );
      const listen = (piece: Buffer): void => {
        said += piece.toString();
        const opened = /open at (http:\/\/[^/\s]+)/.exec(said);
        if (opened) {
          clearTimeout(wait);
          resolve(opened[1]!);
        }
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
      child.on('exit', (code) => reject(new Error(`The server ended with ${code}. It said:\n${said}`)));
    });
  }

  /** Ends it at once, as a power failure would. */
  async kill(): Promise<void> {
    const child = this.child;
    this.child = null;
    if (child && child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

// The command line as ./radsharp builds it.
function program(): string {
  const built = process.env['RADSHARP_PROGRAM'] ?? repository('src/RadSharp.Cli/bin/Release/net10.0/publish/radsharp.dll');
  if (!existsSync(built)) {
    throw new Error(`Expected the built command line in ${built}, found none. Run ./radsharp --help once.`);
  }

  return built;
}

export const repository = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** One server for all tests that do not end it. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(repository('web/dist/index.html'))) {
    throw new Error('Expected the built page in web/dist, found none. Run npm run build first.');
  }

  const server = await RoomServer.start();
  provide('url', server.url);
  return () => server.close();
}
