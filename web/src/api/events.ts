/** One message of an event stream. */
export interface StreamEvent {
  event: string;
  data: string;
}

/**
 * Reads server-sent events from the body of a response, as the HTML standard parses them: lines end in CR, LF or both, several data
 * lines are one text, comments are left out. EventSource cannot POST, therefore this.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new EventParser();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }

      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    // Leaving the loop closes the connection, which stops the computing.
    await reader.cancel().catch(() => undefined);
  }
}

/** The same, a piece of text at a time. */
export class EventParser {
  private rest = '';
  private event = '';
  private data: string[] = [];

  /** Takes the next piece; gives the messages that it completed. */
  push(piece: string): StreamEvent[] {
    const text = this.rest + piece;
    const events: StreamEvent[] = [];
    let from = 0;
    for (;;) {
      const end = text.slice(from).search(/\r|\n/) + from;
      // A CR at the very end may be the first half of a CRLF.
      if (end < from || (text[end] === '\r' && end + 1 === text.length)) {
        break;
      }

      this.line(text.slice(from, end), events);
      from = text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
    }

    this.rest = text.slice(from);
    return events;
  }

  private line(line: string, events: StreamEvent[]): void {
    if (line === '') {
      if (this.data.length > 0) {
        events.push({ event: this.event || 'message', data: this.data.join('\n') });
      }

      this.event = '';
      this.data = [];
      return;
    }

    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      this.event = value;
    } else if (field === 'data') {
      this.data.push(value);
    }
  }
}
