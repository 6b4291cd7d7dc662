// The public status page as the world meets it: over HTTP, without a key, through the whole application.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveStatusPage } from '#modules/status-pages';
import { createApi } from '../src/surfaces/api/app.ts';
import { createStatusPages } from '../src/surfaces/status/create-status-pages.ts';
import { makeWorld } from './harness.ts';
import type { World } from './harness.ts';
import { insertWatchedMonitor } from './watched-monitor.ts';
import type { MonitorPast } from './watched-monitor.ts';

let world: World;
let get: (path: string, init?: RequestInit) => Promise<Response>;
beforeAll(async () => {
  world = await makeWorld({ settings: { rateLimitPerMinute: 1_000 } });
  get = serve(world);
});
afterAll(() => world.close());

/** An instance of its own over this world: nothing is kept yet. */
function serve({ deps }: World): typeof get {
  const app = createApi({ deps, webDir: undefined, version: '0.0.0-test', statusPages: createStatusPages(deps) });
  return async (path, init) =>
    app.request(`http://127.0.0.1:4600${path}`, { ...init, headers: { host: '127.0.0.1:4600', ...init?.headers } });
}

let count = 0;

async function publish(past: MonitorPast = {}, changes: Readonly<Record<string, unknown>> = {}) {
  const { ada } = await world.newOrg();
  const { monitorId } = await insertWatchedMonitor(ada, past);
  count += 1;
  const { slug } = await saveStatusPage(ada, {
    slug: `surface-${count}`,
    title: 'Acme',
    isPublic: true,
    monitors: [{ monitorId, label: 'Orders' }],
    ...changes,
  });
  return { ada, slug, monitorId };
}

test('the page is HTML for everyone to keep a minute, with no script and only its own style sheet', async () => {
  const { slug } = await publish({ status: 'pass', days: [{ ago: 0, pass: 10 }] });
  const answer = await get(`/status/${slug}`);
  const body = await answer.text();
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'public, max-age=60',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-resource-policy': 'same-origin',
  });
  const style = /<style>([^]*?)<\/style>/.exec(body)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(answer.headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(body).not.toMatch(/<script|\son\w+=|style="|javascript:/i);
  expect(body).toContain('Everything is working');
  expect(body).toContain('100 % uptime');
  expect(answer.headers.get('set-cookie')).toBeNull();
});

test('each of the 90 bars has its words', async () => {
  const { slug } = await publish({
    days: [
      { ago: 0, pass: 1439, fail: 1 },
      { ago: 1, excluded: 4 },
    ],
  });
  const body = await (await get(`/status/${slug}`)).text();
  const bars = [...body.matchAll(/<li class="(\w+)"><span>([^<]*)<\/span><\/li>/g)].map(([, tone, text]) => [
    tone,
    text?.replace(/^[^:]*: /, ''),
  ]);
  expect(bars).toHaveLength(90);
  expect(bars.slice(-3)).toEqual([
    ['idle', 'no checks'],
    ['calm', '4 checks not counted'],
    ['partial', '99.93 %, 1 of 1,440 checks failed'],
  ]);
});

test('hostile words stay words, in the page, in JSON and in badges', async () => {
  const hostile = `"><script>alert('x')</script><img src=x onerror=alert(1)>`;
  const { ada } = await world.newOrg();
  const { monitorId } = await insertWatchedMonitor(ada, {
    name: hostile,
    status: 'fail',
    outages: [{ startedAt: world.clock.now(), endedAt: null, status: 'fail', checks: 1 }],
  });
  await saveStatusPage(ada, {
    slug: 'hostile',
    title: hostile,
    description: `${hostile}\u202E`,
    isPublic: true,
    monitors: [{ monitorId, label: hostile }],
  });
  const [page, badge] = await Promise.all(
    ['/status/hostile', `/status/hostile/badge/${monitorId}.svg`].map(async (path) => (await get(path)).text()),
  );
  expect(page?.match(/&lt;script&gt;/g)).toHaveLength(6);
  for (const body of [page, badge]) {
    expect(body).not.toContain('<script');
    expect(body).not.toContain('<img');
  }
  const json = await get('/status/hostile.json');
  expect(json.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await json.json()).toMatchObject({ title: hostile });
});

test('nothing inside is told outside: no name, tool, server, message, organization or address', async () => {
  const { slug, monitorId, ada } = await publish({
    status: 'error',
    lastCheckAt: world.clock.now(),
    outages: [{ startedAt: world.clock.now(), endedAt: null, status: 'error', checks: 3 }],
  });
  const paths = [`/status/${slug}`, `/status/${slug}.json`, `/status/${slug}/badge.svg`, `/status/${slug}/badge/${monitorId}.svg`];
  for (const path of paths) {
    const body = await (await get(path)).text();
    for (const hidden of ['internal', 'http_status', 'mcp_', 'org_', 'chk_', 'out_', ada.org.slug]) expect(body).not.toContain(hidden);
  }
});

test('a browser that has the page is told so, and gets it again when it changed', async () => {
  const { slug } = await publish({ status: 'pass' });
  for (const path of [`/status/${slug}`, `/status/${slug}.json`, `/status/${slug}/badge.svg`]) {
    const tag = (await get(path)).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]{20,}"$/);
    for (const given of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await get(path, { headers: { 'if-none-match': given } });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, tag, '']);
      expect(again.headers.get('cache-control')).toBe('public, max-age=60');
    }
    expect((await get(path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  }
});

test('what is saved is shown after half a minute at most', async () => {
  const { slug, ada } = await publish();
  const titleOf = async () => ((await (await get(`/status/${slug}.json`)).json()) as { title: string }).title;
  expect(await titleOf()).toBe('Acme');
  await saveStatusPage(ada, { slug, title: 'Acme anew', isPublic: true, monitors: [] });
  expect(await titleOf()).toBe('Acme');
  world.clock.advance(30_000);
  expect(await titleOf()).toBe('Acme anew');
});

describe('what is not there', () => {
  test('a page nobody has, one that is not public, and no slug at all are the same answer', async () => {
    const { slug } = await publish({}, { isPublic: false });
    const [none, hidden, malformed] = await Promise.all(
      ['/status/nobody-has-it', `/status/${slug}`, '/status/Not-A-Slug'].map(async (path) => {
        const answer = await get(path);
        return {
          status: answer.status,
          type: answer.headers.get('content-type'),
          keep: answer.headers.get('cache-control'),
          body: await answer.text(),
        };
      }),
    );
    expect(none).toMatchObject({ status: 404, type: 'text/html; charset=utf-8', keep: 'no-cache' });
    expect(none?.body).toContain('There is no status page here');
    expect(hidden).toEqual(none);
    expect(malformed).toEqual(none);
  });

  test('JSON and badges say so in their own form', async () => {
    const { slug, ada } = await publish();
    const other = await insertWatchedMonitor(ada, { status: 'fail' });
    const json = await get('/status/nobody-has-it.json');
    expect([json.status, await json.json()]).toMatchObject([404, { error: { code: 'not_found' } }]);
    for (const path of [`/status/${slug}/badge/${other.monitorId}.svg`, '/status/nobody-has-it/badge.svg']) {
      const badge = await get(path);
      expect([badge.status, badge.headers.get('content-type')]).toEqual([404, 'image/svg+xml; charset=utf-8']);
      expect(await badge.text()).toContain('status: not found');
    }
  });
});

test('only reading is possible', async () => {
  const { slug } = await publish();
  const posted = await get(`/status/${slug}`, { method: 'POST' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  const head = await get(`/status/${slug}`, { method: 'HEAD' });
  expect([head.status, await head.text(), head.headers.get('etag') === null]).toEqual([200, '', false]);
});

test('pages elsewhere may show badges and read the JSON, though they may reach nothing else of ours', async () => {
  const { slug, monitorId } = await publish({ status: 'pass', days: [{ ago: 3, pass: 4999, fail: 1 }] });
  const elsewhere = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
  for (const path of [`/status/${slug}.json`, `/status/${slug}/badge.svg`]) {
    const answer = await get(path, { headers: elsewhere });
    expect([answer.status, answer.headers.get('access-control-allow-origin'), answer.headers.get('cross-origin-resource-policy')]).toEqual([
      200,
      '*',
      'cross-origin',
    ]);
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
  }
  expect((await get('/api/armature/v1/openapi', { headers: elsewhere })).status).toBe(403);
  const words = async (path: string) => /<title>([^<]*)/.exec(await (await get(path)).text())?.[1];
  expect(await words(`/status/${slug}/badge.svg`)).toBe('status: operational');
  expect(await words(`/status/${slug}/badge.svg?show=uptime`)).toBe('uptime: 99.98 % · 90 d');
  expect(await words(`/status/${slug}/badge/${monitorId}.svg`)).toBe('Orders: operational');
  expect(await words(`/status/${slug}/badge/${monitorId}.svg?show=uptime`)).toBe('uptime: 99.98 % · 90 d');
});

test('a stranger who asks too often has to wait', async () => {
  const strict = await makeWorld({ settings: { rateLimitPerMinute: 3 } });
  try {
    const ask = serve(strict);
    const statuses: number[] = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await ask('/status/nobody-has-it')).status);
    expect(statuses).toEqual([404, 404, 404, 429, 429]);
  } finally {
    await strict.close();
  }
});
