// An authenticated API request beside one that does nothing: what keys, organization and routing cost. In turn, over HTTP.
import { openBenchInstance } from './bench-instance.ts';
import { median, timed } from './row.ts';
import type { Row } from './row.ts';
import { serveWeb } from './web-server.ts';

const ROUNDS = 500;
const WARM_UP = 100;

export async function measureRequests(scope: AsyncDisposableStack): Promise<Row[]> {
  const instance = await openBenchInstance(scope);
  const origin = await serveWeb(scope, instance);
  const headers = { authorization: `Bearer ${instance.apiKey}` };
  const sides = {
    'GET /healthz': () => ask(`${origin}/healthz`, {}),
    'GET /org with a key': () => ask(`${origin}/api/armature/v1/org`, headers),
    'GET /servers with a key, none there': () => ask(`${origin}/api/armature/v1/mcp-servers`, headers),
  };
  const times = new Map<string, number[]>();
  for (let i = 0; i < WARM_UP + ROUNDS; i += 1) {
    for (const [what, side] of Object.entries(sides)) {
      const ms = await timed(side);
      if (i >= WARM_UP) times.set(what, [...(times.get(what) ?? []), ms]);
    }
  }
  return [...times].map(([what, values]) => ({ what, value: median(values), unit: 'ms' }));
}

async function ask(url: string, headers: Record<string, string>): Promise<void> {
  const response = await fetch(url, { headers });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
}
