import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import type { Question, SentenceChange, Turn } from '../../src/api/types';
import { MockState, findingNames, leftLung, rightLung } from './state.ts';

/** A server without a model, for work on the page alone: `npm run mock`. It knows as much of the API as a look at the page needs. */
export function mockApi(): Plugin {
  const state = new MockState();
  state.study(['chest.dcm'], 'Shortness of breath');
  state.study(['chest-2019.dcm', 'lateral.dcm'], 'Two films');
  return {
    name: 'mock-api',
    configureServer(server) {
      server.middlewares.use('/api/v1', (request, response) => {
        answer(state, request, response).catch((error: unknown) => problem(response, 500, String(error)));
      });
    },
  };
}

async function answer(state: MockState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '', 'http://mock');
  const path = url.pathname.split('/').filter(Boolean);
  const [kind, id, part, rest] = path;
  const isPost = request.method === 'POST';
  const body = await read(request);
  const study = state.studies.find((one) => one.id === id);
  const film = state.studies.flatMap((one) => one.films).find((one) => one.id === id);
  if (kind === 'me') {
    return json(response, { name: 'local', role: 'admin', isLocal: true });
  }

  const kept = state.house.answer(request.method ?? 'GET', path, url.searchParams, body);
  if (kept) {
    return json(response, kept.value, kept.status);
  }

  if (kind === 'models') {
    return json(response, [
      {
        id: 'mock',
        name: 'Mock',
        isDefault: true,
        isLoaded: true,
        findings: findingNames,
        description: 'Says always the same.',
      },
    ]);
  }

  if (kind === 'tasks') {
    return json(response, [
      { id: 'report', label: 'Report', prompt: 'Write a report.', needs: null, group: 'read' },
      { id: 'where', label: 'Where is it?', prompt: 'Where is {finding}?', needs: 'finding', group: 'place' },
      { id: 'box', label: 'What is in the box?', prompt: 'What is in the box?', needs: 'box', group: 'place' },
    ]);
  }

  if (kind === 'studies' && !id) {
    return isPost
      ? json(response, state.study(/filename="([^"]+)"/.exec(body)?.slice(1) ?? ['film'], 'Uploaded'), 201)
      : json(response, {
          items: state.studies.map(({ films, report, ...one }) => ({
            ...one,
            takenAt: films[0]!.takenAt,
            filmCount: films.length,
            thumbnail: `/api/v1/films/${films[0]!.id}/thumbnail`,
            reportStatus: report?.status ?? null,
          })),
          next: null,
        });
  }

  if (kind === 'studies' && study && !part) {
    state.house.note(request.method === 'PATCH' ? 'study.change' : 'study.open', study.id, null);
    return json(response, Object.assign(study, request.method === 'PATCH' ? JSON.parse(body) : {}));
  }

  if (kind === 'studies' && study && part === 'checklist') {
    const before = state.checklists.get(study.id)!;
    if (request.method === 'PUT') {
      state.checklists.set(study.id, { ...JSON.parse(body), version: before.version + 1 });
    }

    return json(response, state.checklists.get(study.id));
  }

  if (kind === 'studies' && study && part === 'conversations') {
    const made = {
      id: state.id('c'),
      studyId: study.id,
      model: 'mock',
      createdAt: '',
      head: null,
      turns: [],
      ...JSON.parse(body),
    };
    state.conversations.set(made.id, made);
    study.conversationIds.push(made.id);
    return json(response, made, 201);
  }

  if (kind === 'studies' && study && part === 'report') {
    return report(state, study.id, rest, request.method ?? 'GET', body, response);
  }

  if (kind === 'films' && film && part === 'pixels') {
    response.setHeader('content-type', 'application/octet-stream');
    response.end(Buffer.from(state.pixels.get(film.id)!.buffer));
    return;
  }

  if (kind === 'films' && film && part === 'reading') {
    return json(response, {
      model: 'mock',
      refusal: null,
      view: 'PA',
      viewProbability: 0.97,
      regions: [leftLung, rightLung],
      findings: findingNames.map((name, index) => ({
        name,
        probability: 0.82 / (1 + ((index * 5) % 14)),
        state: index === 0 ? 'present' : index < 3 ? 'uncertain' : 'absent',
        hasHeatMap: true,
      })),
    });
  }

  if (kind === 'films' && part === 'tags') {
    return json(response, [{ tag: '(0008,0060)', vr: 'CS', name: 'Modality', value: 'DX', isPrivate: false, isPatient: false }]);
  }

  if (kind === 'films') {
    response.setHeader('content-type', 'image/svg+xml');
    response.end('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="5" r="3" fill="#a33"/></svg>');
    return;
  }

  const conversation = state.conversations.get(id ?? '');
  if (kind === 'conversations' && conversation) {
    Object.assign(conversation, request.method === 'PATCH' ? JSON.parse(body) : {});
    return isPost && part === 'turns'
      ? talk(state, conversation, JSON.parse(body) as Question, response)
      : json(response, conversation);
  }

  return problem(response, 404, 'The mock does not know this address.');
}

function report(
  state: MockState,
  studyId: string,
  rest: string | undefined,
  method: string,
  body: string,
  response: ServerResponse,
): void {
  const last = state.reports.get(studyId)?.at(-1);
  if (rest === 'draft') {
    return json(response, state.draft(studyId));
  }

  if (!last) {
    return problem(response, 404, 'There is no report yet.');
  }

  if (method === 'PUT') {
    const { sentences } = JSON.parse(body) as { sentences: SentenceChange[] };
    const made = sentences.map((sentence) => {
      const known = last.sentences.find((one) => one.id === sentence.id);
      const fresh = {
        id: state.id('r'),
        draftText: null,
        origin: 'reader' as const,
        findings: [],
        boxes: [],
        warnings: [],
      };
      return { ...(known ?? fresh), ...sentence, id: known?.id ?? fresh.id };
    });
    return json(response, state.addVersion(studyId, { ...last, sentences: made }));
  }

  if (rest === 'sign') {
    const signed = { ...last, status: 'final' as const, signedBy: JSON.parse(body).name, signedAt: new Date().toISOString() };
    return json(response, state.addVersion(studyId, { ...signed, sha256: 'c0ffee'.repeat(10) }));
  }

  return rest === 'versions'
    ? json(
        response,
        state.reports.get(studyId)!.map(({ version, status }) => ({ version, status, at: last.draft!.at, by: 'local' })),
      )
    : json(response, last);
}

async function talk(
  state: MockState,
  conversation: { turns: Turn[]; head: string | null },
  question: Question,
  response: ServerResponse,
): Promise<void> {
  const send = (event: string, data: unknown): void => void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  response.setHeader('content-type', 'text/event-stream');
  const asked = state.turn(question.parentId ?? null, 'user', question.text ?? question.task ?? '', {
    box: question.box ?? null,
  });
  const turn = state.turn(asked.id, 'assistant', '');
  conversation.turns.push(asked, turn);
  conversation.head = turn.id;
  send('turn', asked);
  send('turn', turn);
  for (const word of ['The ', 'left ', 'lung ', 'is ', 'clear. ', 'The ', 'heart ', 'is ', 'large.']) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    turn.text += word;
    send('token', { turnId: turn.id, text: word });
  }

  Object.assign(turn, {
    status: 'done',
    finish: 'stop',
    tokensPerSecond: 16,
    sentences: [
      { start: 0, end: 23, findings: [], boxes: [leftLung] },
      { start: 24, end: 43, findings: ['Cardiomegaly'], boxes: [] },
    ],
  });
  send('done', turn);
  response.end();
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(status === 204 ? undefined : JSON.stringify(value));
}

function problem(response: ServerResponse, status: number, detail: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/problem+json');
  response.end(JSON.stringify({ status, title: 'Mock', detail }));
}

async function read(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) {
    pieces.push(piece as Buffer);
  }

  return Buffer.concat(pieces).toString('latin1');
}
