import { describe, expect, it } from 'vitest';
import { EventParser, readEvents } from '../../../src/api/events';
import { turnEvent } from '../../../src/api/conversations';

const parse = (...pieces: string[]) => {
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.push(piece));
};

describe('an event stream', () => {
  it('gives events with their names, and "message" where there is none', () => {
    expect(parse('event: token\ndata: {"a":1}\n\ndata: x\n\n')).toEqual([
      { event: 'token', data: '{"a":1}' },
      { event: 'message', data: 'x' },
    ]);
  });

  it('does not depend on where the pieces were cut', () => {
    const text = ': a comment\r\nevent: token\r\ndata: left\r\ndata: lung\r\n\r\nevent: done\rdata:end\r\rdata: lost';
    const whole = parse(text);
    expect(whole).toEqual([
      { event: 'token', data: 'left\nlung' },
      { event: 'done', data: 'end' },
    ]);
    for (let size = 1; size < 9; size++) {
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g'))!;
      expect(parse(...pieces)).toEqual(whole);
    }
  });

  it('forgets a name that came without data', () => {
    expect(parse('event: queue\n\ndata: 1\n\n')).toEqual([{ event: 'message', data: '1' }]);
  });

  it('keeps a character whole that was cut between two reads, and closes the connection when the loop is left', async () => {
    const bytes = new TextEncoder().encode('data: Müller\n\ndata: second\n\n');
    let isClosed = false;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        bytes.forEach((byte) => controller.enqueue(Uint8Array.of(byte)));
      },
      cancel() {
        isClosed = true;
      },
    });
    for await (const { data } of readEvents(body)) {
      expect(data).toBe('Müller');
      break;
    }

    expect(isClosed).toBe(true);
  });
});

describe('a message about a turn', () => {
  it('is known by its name', () => {
    expect(turnEvent('token', '{"turnId":"t1","text":"The "}')).toEqual({ kind: 'token', turnId: 't1', text: 'The ' });
    expect(turnEvent('queue', '{"position":3}')).toEqual({ kind: 'queue', position: 3 });
    expect(turnEvent('later', '{}')).toBeNull();
  });

  it('carries the problem of an answer that failed', () => {
    const event = turnEvent('failed', '{"status":503,"title":"Busy","detail":"The queue is full."}');
    expect(event).toMatchObject({ kind: 'failed', problem: { status: 503, message: 'The queue is full.' } });
  });
});
