// Spans as a collector on loopback receives them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTelemetry } from './create-telemetry.ts';

interface SentSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { key: string; value: Record<string, unknown> }[];
  readonly events: readonly { name: string }[];
  readonly status: { code?: number };
}

const sent: SentSpan[] = [];
let resource = '';
const collector = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as {
      resourceSpans: { resource: unknown; scopeSpans: { spans: SentSpan[] }[] }[];
    };
    resource = JSON.stringify(body.resourceSpans.map((one) => one.resource));
    sent.push(...body.resourceSpans.flatMap((one) => one.scopeSpans.flatMap(({ spans }) => spans)));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});

beforeAll(() => new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve)));
afterAll(() => void collector.close());

it('runs the work and sends nothing without an endpoint', async () => {
  const telemetry = await createTelemetry({ serviceName: 'armature', version: '1' });
  const traceparent = await telemetry.span('x', {}, async (span) => {
    span.set('a', 1);
    span.fail('b');
    return span.traceparent ?? 'none';
  });
  expect(traceparent).toBe('none');
});

it('sends spans with their parents, fields, events and failures, and no message of an error', async () => {
  const { port } = collector.address() as AddressInfo;
  const telemetry = await createTelemetry({ endpoint: `http://127.0.0.1:${port}/`, serviceName: 'armature', version: '1' });
  const run = telemetry.span('armature.run', { 'armature.run.id': 'run_1' }, async (outer) => {
    outer.event('gen_ai.evaluation.result', { 'gen_ai.evaluation.name': 'c1' });
    expect(outer.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    await telemetry.span('tools/call get_weather', { 'mcp.method.name': 'tools/call' }, async () => {
      throw new TypeError('the password is hunter22');
    });
  });
  await expect(run).rejects.toThrow(TypeError);
  await telemetry.stop();
  const [outer, inner] = [sent.find(({ name }) => name === 'armature.run'), sent.find(({ name }) => name === 'tools/call get_weather')];
  expect(inner).toMatchObject({ kind: 3, parentSpanId: outer?.spanId, traceId: outer?.traceId, status: { code: 2 } });
  expect(inner?.attributes).toContainEqual({ key: 'error.type', value: { stringValue: 'TypeError' } });
  expect(outer?.attributes).toContainEqual({ key: 'armature.run.id', value: { stringValue: 'run_1' } });
  expect(outer?.events.map(({ name }) => name)).toEqual(['gen_ai.evaluation.result']);
  expect(resource).toContain('armature');
  expect(JSON.stringify(sent)).not.toContain('hunter22');
});
