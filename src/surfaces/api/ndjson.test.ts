// Downloads: how many are open at once, of whom, and what becomes of one that nobody takes.
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { minutes } from '#kernel/duration';
import type { Ctx } from '#platform/ctx';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import type { ApiEnv } from './environment.ts';
import { asAppError, problemOf } from './errors.ts';
import { ndjsonDownload } from './ndjson.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

/** Lines without end; `ended` tells when nobody makes them any more. */
function endlessDownload(): { download(ctx: Ctx): Promise<Response>; ended: number } {
  const state = { ended: 0 };
  async function* lines() {
    try {
      for (;;) yield { text: 'x'.repeat(1000) };
    } finally {
      state.ended += 1;
    }
  }
  return Object.assign(state, {
    download: async (ctx: Ctx) => {
      const app = new Hono<ApiEnv>();
      app.get('/', (c) => ndjsonDownload(c, ctx, { fileName: 'x.ndjson', open: async () => lines() }));
      app.onError((error, c) => c.json(problemOf(asAppError(error), 'req').body, problemOf(asAppError(error), 'req').status));
      return app.request('/');
    },
  });
}

test('one organization cannot take the places of the others', async () => {
  const { ada, eve } = await world.newOrg();
  const { download } = endlessDownload();
  const greedy = await Promise.all(Array.from({ length: 25 }, () => download(ada)));
  const other = await download(eve);
  expect(other.status).toBe(200);
  expect(greedy.filter(({ status }) => status === 503)).toHaveLength(22);
  for (const response of [...greedy, other]) await response.body?.cancel();
  const again = await download(ada);
  expect(again.status).toBe(200);
  await again.body?.cancel();
});

test('whoever takes nothing for minutes loses the place; whoever reads on keeps it', async () => {
  const { ada } = await world.newOrg();
  const endless = endlessDownload();
  const [reading, ...stalled] = await Promise.all([endless.download(ada), endless.download(ada), endless.download(ada)]);
  const reader = reading?.body?.getReader();
  for (const body of [reader, ...stalled.map((response) => response?.body?.getReader())]) await body?.read();
  for (let minute = 0; minute < 4; minute += 1) {
    world.clock.advance(minutes(1));
    expect((await reader?.read())?.done).toBe(false);
  }
  expect(endless.ended).toBe(2);
  const more = [await endless.download(ada), await endless.download(ada)];
  expect(more.map(({ status }) => status)).toEqual([200, 200]);
  await reader?.cancel();
  for (const response of more) await response.body?.cancel();
});
