#!/usr/bin/env node
// Measures the reading room as its page uses it: node bench/room.mjs [--requests 1000] [--model DIR]
// A server of its own is started twice, on a free port of this machine and an empty store; the second start is measured, as the
// first one fills the system's cache. Needs the built command line and page: ./run once. Keep the machine otherwise idle.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({ options: { requests: { type: 'string', default: '1000' }, model: { type: 'string' } } });
const root = fileURLToPath(new URL('..', import.meta.url));
const readers = 20;

// Bars of the project, in seconds.
const bars = { page: 1.5, film: 0.5, firstToken: 0.4, report: 1, stop: 0.05 };

const now = () => performance.now() / 1000;
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const row = (what, seconds, bar) =>
  console.log(`${what.padEnd(58)}${seconds.toFixed(3).padStart(8)} s${bar ? `   at most ${bar} s: ${seconds <= bar ? 'yes' : 'NO'}` : ''}`);

async function start(data) {
  const began = now();
  const program = join(root, 'src/RadSharp.Cli/bin/Release/net10.0/publish/radsharp.dll');
  const model = options.model ? ['--model', options.model] : [];
  const child = spawn('dotnet', [program, 'serve', '--no-browser', '--urls', 'http://127.0.0.1:0', '--data', data, ...model], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (piece) => {
      said += piece;
      const opened = /open at (http:\/\/[^/\s]+)/.exec(said);
      if (opened) resolve(opened[1]);
    });
    child.on('exit', (code) => reject(new Error(`The server ended with ${code}. It said:\n${said}`)));
  });
  await (await fetch(`${url}/`)).text();
  const page = now() - began;
  while (!(await fetch(`${url}/health/ready`)).ok) await new Promise((wait) => setTimeout(wait, 10));
  return { child, url, page, ready: now() - began };
}

async function stop(child) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

// A film of 12 bits, MONOCHROME1, not compressed: 10 MB.
function dicom(width = 2300, height = 2200) {
  const element = (group, number, vr, value) => {
    const bytes = typeof value === 'string' ? Buffer.from(value.length % 2 ? `${value}${vr === 'UI' ? '\0' : ' '}` : value) : value;
    const isLong = vr === 'OB' || vr === 'OW';
    const head = Buffer.alloc(isLong ? 12 : 8);
    head.writeUInt16LE(group, 0);
    head.writeUInt16LE(number, 2);
    head.write(vr, 4, 'ascii');
    if (isLong) head.writeUInt32LE(bytes.length, 8);
    else head.writeUInt16LE(bytes.length, 6);
    return Buffer.concat([head, bytes]);
  };
  const word = (value) => Buffer.from([value & 255, value >> 8]);
  const pixels = new Uint16Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const shade = Math.abs(Math.cos((x / width - 0.5) * 3) * Math.sin((y / height) * 3));
      pixels[y * width + x] = 500 + 2500 * shade + ((x * 7 + y * 13) % 97);
    }
  }

  const kind = '1.2.840.10008.5.1.4.1.1.1.1';
  const meta = Buffer.concat([
    element(2, 1, 'OB', Buffer.from([0, 1])), element(2, 2, 'UI', kind), element(2, 3, 'UI', '1.2.3.4'),
    element(2, 0x10, 'UI', '1.2.840.10008.1.2.1'), element(2, 0x12, 'UI', '1.2.3'),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  return Buffer.concat([
    Buffer.alloc(128), Buffer.from('DICM'), element(2, 0, 'UL', length), meta,
    element(8, 0x16, 'UI', kind), element(8, 0x18, 'UI', '1.2.3.4'), element(8, 0x60, 'CS', 'DX'),
    element(0x18, 0x15, 'CS', 'CHEST'), element(0x18, 0x5101, 'CS', 'PA'), element(0x28, 2, 'US', word(1)),
    element(0x28, 4, 'CS', 'MONOCHROME1'), element(0x28, 0x10, 'US', word(height)), element(0x28, 0x11, 'US', word(width)),
    element(0x28, 0x100, 'US', word(16)), element(0x28, 0x101, 'US', word(12)), element(0x28, 0x102, 'US', word(11)),
    element(0x28, 0x103, 'US', word(0)), element(0x7fe0, 0x10, 'OW', Buffer.from(pixels.buffer)),
  ]);
}

class Room {
  constructor(url) {
    this.api = `${url}/api/v1`;
  }

  async post(path, body, cookie) {
    return fetch(`${this.api}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(cookie ? { Cookie: `radsharp-reader=${cookie}` } : {}) },
      body: JSON.stringify(body),
    });
  }

  async study(bytes, name) {
    const form = new FormData();
    form.append('film', new Blob([bytes]), name);
    const response = await fetch(`${this.api}/studies`, { method: 'POST', body: form });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  }

  async conversation(study) {
    return (await (await this.post(`/studies/${study.id}/conversations`, { filmId: study.films[0].id })).json()).id;
  }

  // Asks; tells when the first token came and when the answer was whole. `onToken` may end it.
  async ask(conversation, question, { cookie, onToken } = {}) {
    const began = now();
    const response = await this.post(`/conversations/${conversation}/turns`, question, cookie);
    let first = null;
    let [text, name, last] = ['', '', null];
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      text += piece;
      let end;
      while ((end = text.indexOf('\n')) >= 0) {
        const line = text.slice(0, end).trim();
        text = text.slice(end + 1);
        if (line.startsWith('event:')) name = line.slice(6).trim();
        else if (line.startsWith('data:')) {
          last = { name, data: JSON.parse(line.slice(5)) };
          if (name === 'token') {
            first ??= now() - began;
            if (onToken) {
              await onToken(last.data.turnId);
              onToken = null;
            }
          }
        }
      }
    }

    if (last?.name !== 'done') throw new Error(`Expected an answer, found ${JSON.stringify(last)}.`);
    return { first, whole: now() - began };
  }
}

const memory = (child) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024;

const data = mkdtempSync(join(tmpdir(), 'radsharp-room-'));
try {
  await stop((await start(data)).child);
  const { child, url, page, ready } = await start(data);
  try {
    row('start to page', page, bars.page);
    row('start to model in memory', ready);
    const room = new Room(url);

    const film = dicom();
    const [uploads, shows] = [[], []];
    for (let round = 0; round < 5; round++) {
      const began = now();
      const study = await room.study(film, 'film.dcm');
      const uploaded = now();
      await (await fetch(`${room.api}/films/${study.films[0].id}/pixels`)).arrayBuffer();
      uploads.push(uploaded - began);
      shows.push(now() - uploaded);
    }

    row(`upload of a DICOM file of ${(film.length / 1e6).toFixed(1)} MB`, median(uploads));
    row('its pixels in the browser, after the upload', median(shows), bars.film);

    const study = await room.study(readFileSync(join(root, 'samples/effusion.png')), 'effusion.png');
    const began = now();
    await (await fetch(`${room.api}/films/${study.films[0].id}/reading`)).json();
    row('findings of a film that was not looked at', now() - began);

    const reports = [];
    for (let round = 0; round < 7; round++) {
      const other = await room.study(readFileSync(join(root, 'samples/effusion.png')), 'effusion.png');
      reports.push(await room.ask(await room.conversation(other), { task: 'report' }));
    }

    row('question to first token', median(reports.map((report) => report.first)), bars.firstToken);
    row('question to whole report', median(reports.map((report) => report.whole)), bars.report);
    const drafts = [];
    for (let round = 0; round < 5; round++) {
      const asked = now();
      await (await room.post(`/studies/${study.id}/report/draft`, {})).json();
      drafts.push(now() - asked);
    }

    row('drafted report with impression', median(drafts), bars.report);

    const stops = [];
    for (let round = 0; round < 10; round++) {
      await room.ask(await room.conversation(study), { task: 'report' }, {
        onToken: async (turn) => {
          const asked = now();
          await room.post(`/turns/${turn}/stop`, {});
          stops.push(now() - asked);
        },
      });
    }

    row('stop to free model and stored answer, median of 10', median(stops), bars.stop);
    row('the longest of them', Math.max(...stops), bars.stop);

    const conversations = await Promise.all(Array.from({ length: readers }, () => room.conversation(study)));
    const asked = now();
    const answers = await Promise.all(
      conversations.map((conversation, reader) => room.ask(conversation, { task: 'report' }, { cookie: `reader-${reader}` })),
    );
    row(`${readers} readers at once: last whole report`, now() - asked);
    row('the longest wait for a first token', Math.max(...answers.map((answer) => answer.first)));

    const id = study.films[0].id;
    const requests = [
      (round) => room.ask(conversations[round % readers], { task: 'view' }),
      async () => (await fetch(`${room.api}/films/${id}/pixels`)).arrayBuffer(),
      async () => (await fetch(`${room.api}/studies/${study.id}`)).json(),
      async () => (await fetch(`${room.api}/films/${id}/rendered?size=512`)).arrayBuffer(),
      async () => (await fetch(`${room.api}/films/${id}/heatmaps/Effusion`)).arrayBuffer(),
    ];
    const sizes = [];
    for (let round = 0; round < Number(options.requests); round++) {
      if (round % Math.ceil(Number(options.requests) / 5) === 0) sizes.push(memory(child));
      await requests[round % requests.length](round);
    }

    sizes.push(memory(child));
    console.log(`memory over ${options.requests} requests, MiB: ${sizes.map((size) => size.toFixed(0)).join(', ')}`);
  } finally {
    await stop(child);
  }
} finally {
  rmSync(data, { recursive: true, force: true });
}
