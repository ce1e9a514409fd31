/** What went wrong, as RFC 9457 problem details or as near to it as the answer comes. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
  ) {
    super(detail || title);
    this.name = 'Problem';
  }

  /** Someone else has saved since this was read. */
  get isStale(): boolean {
    return this.status === 409 || this.status === 412;
  }

  /** Reads a problem from parsed JSON of any shape. */
  static from(status: number, body: unknown): Problem {
    const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
    const text = (key: string): string => (typeof given[key] === 'string' ? given[key] : '');
    return new Problem(Number(given['status']) || status, text('title') || fallback(status), text('detail'));
  }

  static async fromResponse(response: Response): Promise<Problem> {
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return Problem.from(response.status, isJson ? await response.json().catch(() => null) : null);
  }
}

/** A sentence for the reader about whatever was thrown. */
export function describe(error: unknown): string {
  if (error instanceof Problem) {
    return error.detail || error.title;
  }

  return error instanceof TypeError
    ? 'The server does not answer. What you wrote is kept here; it is saved when the server is back.'
    : String(error instanceof Error ? error.message : error);
}

function fallback(status: number): string {
  switch (status) {
    case 401:
      return 'You are not logged in.';
    case 403:
      return 'Your role does not allow this.';
    case 404:
      return 'It is not there, or not any more.';
    case 413:
      return 'The file is larger than the server takes.';
    case 429:
    case 503:
      return 'The server is busy. Try again in a moment.';
    default:
      return `The server answered with status ${status}.`;
  }
}
