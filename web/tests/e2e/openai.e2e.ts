import { readFileSync } from 'node:fs';
import OpenAI, { APIError } from 'openai';
import type { ChatCompletionCreateParams, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { describe, expect, inject, it } from 'vitest';
import type { TurnSentence, Warning } from '../../src/api/types';
import { films } from './room';

// OpenAI's own client for this language: of this server it knows the address alone.
const client = new OpenAI({ baseURL: `${inject('url')}/v1`, apiKey: 'none', maxRetries: 0 });

const asked = (text: string, film = readFileSync(films.png)): ChatCompletionMessageParam => ({
  role: 'user',
  content: [
    { type: 'image_url', image_url: { url: `data:image/png;base64,${film.toString('base64')}` } },
    { type: 'text', text },
  ],
});

describe('the client of OpenAI', () => {
  it('lists the models', async () => {
    const models = (await client.models.list()).data;
    expect(models.length).toBeGreaterThan(0);
    expect(models.every((model) => model.object === 'model' && model.id !== '')).toBe(true);
  });

  it('gets the same answer about a film at once and in parts, with the numbers of tokens', async () => {
    const question = { model: await firstModel(), messages: [asked('Write a report.')], temperature: 0 };
    const whole = await client.chat.completions.create(question);
    const [choice] = whole.choices;
    expect(choice!.message.role).toBe('assistant');
    expect(choice!.message.content!.length).toBeGreaterThan(20);
    expect(choice!.finish_reason).toBe('stop');
    expect(whole.usage!.completion_tokens).toBeGreaterThan(5);
    expect(whole.usage!.total_tokens).toBe(whole.usage!.prompt_tokens + whole.usage!.completion_tokens);
    const { annotations } = whole as unknown as { annotations: { sentences: TurnSentence[]; warnings: Warning[] } };
    expect(annotations.sentences.length).toBeGreaterThan(0);

    const stream = await client.chat.completions.create({
      ...question,
      stream: true,
      stream_options: { include_usage: true },
    });
    const parts = [];
    for await (const part of stream) {
      parts.push(part);
    }

    const words = parts.map((part) => part.choices[0]?.delta.content ?? '');
    expect(words.filter((word) => word !== '').length).toBeGreaterThan(5);
    expect(words.join('').trimEnd()).toBe(choice!.message.content);
    expect(parts.flatMap((part) => part.choices.map((one) => one.finish_reason)).filter(Boolean)).toEqual(['stop']);
    expect(parts.at(-1)!.choices).toEqual([]);
    expect(parts.map((part) => part.usage).filter(Boolean)).toEqual([whole.usage]);
  });

  it('asks on in the same conversation', async () => {
    const model = await firstModel();
    const messages = [asked('Is the heart enlarged?')];
    const first = await client.chat.completions.create({ model, messages });
    messages.push(first.choices[0]!.message, { role: 'user', content: 'Is there a pleural effusion?' });
    const second = await client.chat.completions.create({ model, messages });
    expect(second.choices[0]!.message.content).not.toBe('');
    expect(second.usage!.prompt_tokens).toBeGreaterThan(first.usage!.prompt_tokens);
  });

  it('leaves in the middle of an answer, and the rest of it is not computed before the next one', async () => {
    // A seed gives the same words each time: one with many of them is looked for.
    const long = { model: await firstModel(), messages: [asked('Write a report.')], temperature: 2, seed: 4 };
    let whole = 0;
    while (whole < 40) {
      long.seed++;
      whole = (await client.chat.completions.create(long)).usage!.completion_tokens;
    }

    const before = await tokensMade();
    const stream = await client.chat.completions.create({ ...long, stream: true });
    for await (const part of stream) {
      if (part.choices[0]?.delta.content) {
        stream.controller.abort();
      }
    }

    const next = await client.chat.completions.create({
      model: long.model,
      messages: [{ role: 'user', content: 'Hello' }],
      max_tokens: 1,
    });
    expect(next.usage!.completion_tokens).toBe(1);
    expect((await tokensMade()) - before).toBeLessThan(whole / 2);
  });

  it('throws what the server says of a request that it does not take', async () => {
    const model = await firstModel();
    const place = { type: 'image_url', image_url: { url: 'http://127.0.0.1/film.png' } } as const;
    for (const stream of [false, true]) {
      const unknown = await refused({ model: 'gpt-unknown', messages: [{ role: 'user', content: 'Hello' }], stream });
      expect(unknown.status).toBe(404);
      expect(unknown.message).toContain(`Expected one of the models ${model}`);
      const letter = await refused({ model, messages: [asked('What is this?', Buffer.from('Dear colleague'))], stream });
      expect(letter.status).toBe(422);
      expect(letter.message).toContain('DICOM, PNG or JPEG');
      const fetched = await refused({ model, messages: [{ role: 'user', content: [place] }], stream });
      expect(fetched.status).toBe(400);
      expect(fetched.message).toContain('data URL');
    }
  });
});

async function refused(request: ChatCompletionCreateParams): Promise<APIError> {
  const error: unknown = await client.chat.completions.create(request).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(APIError);
  return error as APIError;
}

const firstModel = async (): Promise<string> => (await client.models.list()).data[0]!.id;

// Of answers that were finished, as the server counts them for Prometheus.
async function tokensMade(): Promise<number> {
  const metrics = await (await fetch(`${inject('url')}/metrics`)).text();
  return Number(/^radsharp_tokens_total (\d+)/m.exec(metrics)![1]);
}
