// The raw-frame lane: what it keeps, what it only counts, and that the SDK's copy is untouched.
import { describe, expect, it } from 'vitest';
import { answerOf, askedIn, FrameLog } from './frames.ts';
import type { Exchange } from './frames.ts';

const MIB = 1024 * 1024;
const jsonResponse = (body: unknown): Response => new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
const events = (...bodies: unknown[]): Response =>
  new Response(bodies.map((body) => `data: ${JSON.stringify(body)}\n\n`).join(''), { headers: { 'content-type': 'text/event-stream' } });

async function answered(response: Response, id: number | string = 1, method = 'tools/call'): Promise<{ exchange: Exchange; text: string }> {
  const log = new FrameLog(false);
  const exchange = log.begin(method, id);
  const text = await (await log.received(exchange, response)).text();
  return { exchange, text };
}

describe('the answer of an exchange', () => {
  it('is the result with its id', async () => {
    const { exchange } = await answered(jsonResponse({ jsonrpc: '2.0', id: 1, result: { a: 1 } }));
    expect(answerOf(exchange)).toEqual({ result: { a: 1 } });
  });

  it('is not the answer to something else', async () => {
    const { exchange } = await answered(jsonResponse({ jsonrpc: '2.0', id: 2, result: {} }));
    expect(answerOf(exchange)).toBeUndefined();
  });

  it('is found in a batch and behind notices', async () => {
    const batch = await answered(
      jsonResponse([
        { jsonrpc: '2.0', id: 9, result: {} },
        { jsonrpc: '2.0', id: 1, error: { code: -1, message: 'x' } },
      ]),
    );
    expect(answerOf(batch.exchange)).toMatchObject({ error: { code: -1 } });
    const stream = await answered(events({ jsonrpc: '2.0', method: 'notifications/message' }, { jsonrpc: '2.0', id: 1, result: 'late' }));
    expect(answerOf(stream.exchange)).toEqual({ result: 'late' });
  });

  it('may be an error that names no id', async () => {
    const { exchange } = await answered(jsonResponse({ jsonrpc: '2.0', id: null, error: { code: -32700, message: 'parse' } }));
    expect(answerOf(exchange)).toMatchObject({ error: { code: -32700 } });
  });

  it('is a request of the server neither', async () => {
    const { exchange } = await answered(events({ jsonrpc: '2.0', id: 1, method: 'elicitation/create' }));
    expect(answerOf(exchange)).toBeUndefined();
    expect(askedIn(exchange)).toEqual(['elicitation/create']);
  });
});

describe('the lane', () => {
  it('hands the SDK what arrived, byte for byte', async () => {
    const body = `: comment\r\n\r\ndata: {"jsonrpc":"2.0","id":1,"result":{"text":"é"}}\r\n\r\n`;
    const { text, exchange } = await answered(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
    expect(text).toBe(body);
    expect(exchange.bytes).toBe(Buffer.byteLength(body));
  });

  it('counts a frame beyond 1 MiB without keeping it whole', async () => {
    const { exchange, text } = await answered(jsonResponse({ jsonrpc: '2.0', id: 1, result: 'x'.repeat(2 * MIB) }));
    expect(text.length).toBeGreaterThan(2 * MIB);
    expect(exchange.frames.map((frame) => frame.text.length)).toEqual([MIB]);
    expect(exchange).toMatchObject({ isTruncated: true, bytes: text.length });
    expect(answerOf(exchange)).toBeUndefined();
  });

  it('keeps at most 16 MiB of one connection', async () => {
    const log = new FrameLog(false);
    const exchanges: Exchange[] = [];
    for (let id = 0; id < 20; id += 1) {
      const exchange = log.begin('tools/call', id);
      exchanges.push(exchange);
      await log.received(exchange, jsonResponse({ jsonrpc: '2.0', id, result: 'x'.repeat(MIB - 100) }));
    }
    const kept = (): number => exchanges.flatMap(({ frames }) => frames).reduce((sum, { text }) => sum + text.length, 0);
    expect(kept()).toBeLessThanOrEqual(16 * MIB);
    expect(exchanges.at(-1)?.isTruncated).toBe(true);
    for (const exchange of exchanges) log.end(exchange);
    const next = log.begin('tools/call', 99);
    await log.received(next, jsonResponse({ jsonrpc: '2.0', id: 99, result: 'again' }));
    expect(answerOf(next)).toEqual({ result: 'again' });
  });

  it('keeps the answer at the end of a long stream of notices', async () => {
    const notices = Array.from({ length: 1000 }, (_, index) => ({ jsonrpc: '2.0', method: 'notifications/progress', params: { index } }));
    const { exchange } = await answered(events(...notices, { jsonrpc: '2.0', id: 1, result: 'done' }));
    expect(exchange.frames.length).toBeLessThanOrEqual(256);
    expect(answerOf(exchange)).toEqual({ result: 'done' });
  });

  it('keeps nothing of what no request waits for', async () => {
    const log = new FrameLog(false);
    const exchange = log.begin('other', undefined);
    await log.received(exchange, jsonResponse({ access_token: 'secret' }));
    expect(exchange.frames).toEqual([]);
  });

  it('says at once that a stream ended without its answer', async () => {
    const log = new FrameLog(false);
    const exchange = log.begin('tools/call', 1);
    let broken = 0;
    exchange.onBroken = () => {
      broken += 1;
    };
    await (await log.received(exchange, events({ jsonrpc: '2.0', method: 'notifications/message' }))).text();
    log.streamEnded(exchange);
    log.streamEnded(exchange);
    expect([broken, exchange.isBroken]).toEqual([1, true]);
  });
});
