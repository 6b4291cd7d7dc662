// The public status page and its badges in a real browser: sound in light and dark, on a desk and on a phone, without a script.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { saveStatusPage } from '#modules/status-pages';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { insertWatchedMonitor } from '#test/watched-monitor';
import type { MonitorPast } from '#test/watched-monitor';
import { createApi } from '../../src/surfaces/api/app.ts';
import { listen } from '../../src/surfaces/api/listen.ts';
import type { Listening } from '../../src/surfaces/api/listen.ts';
import { createStatusPages } from '../../src/surfaces/status/create-status-pages.ts';
import { launchChromium } from './chromium.ts';
import { pageFaults } from './page-faults.ts';

let world: World;
let browser: Browser;
let web: Listening;
beforeAll(async () => {
  world = await makeWorld();
  browser = await launchChromium();
  const statusPages = createStatusPages(world.deps);
  web = await listen(createApi({ deps: world.deps, webDir: undefined, version: '0.0.0-test', statusPages }), {
    host: '127.0.0.1',
    port: 0,
  });
  await publish();
});
afterAll(async () => {
  await browser.close();
  await web.close(0);
  await world.close();
});

const HOSTILE = '<script>document.title = "taken"</script>';

async function publish(): Promise<void> {
  const ago = (minutes: number) => new Date(world.clock.now().getTime() - minutes * 60_000);
  const days = Array.from({ length: 90 }, (_, day) => ({
    ago: day,
    pass: 1440 - (day % 30),
    error: day % 30,
    excluded: day === 7 ? 60 : 0,
  }));
  const shown: readonly (readonly [string, MonitorPast])[] = [
    ['Order lookup', { status: 'pass', lastCheckAt: ago(1), days }],
    [
      'Search with a label that is long enough to need a second line on a phone',
      { status: 'fail', days, outages: [{ startedAt: ago(90), endedAt: null, status: 'fail', checks: 90 }] },
    ],
    [
      HOSTILE,
      {
        status: 'error',
        days: [{ ago: 3, excluded: 9 }],
        outages: [{ startedAt: ago(3000), endedAt: ago(2900), status: 'error', checks: 9 }],
      },
    ],
    ['Returns', {}],
    ['x'.repeat(80), { state: 'paused' }],
  ];
  const monitors: { monitorId: string; label: string }[] = [];
  for (const [label, past] of shown) monitors.push({ monitorId: (await insertWatchedMonitor(world.ada, past)).monitorId, label });
  await saveStatusPage(world.ada, {
    slug: 'acme',
    title: 'Acme',
    description: 'How we are.',
    isPublic: true,
    showsLatency: true,
    monitors,
  });
}

async function open(
  path: string,
  { width, theme }: { readonly width: number; readonly theme: 'light' | 'dark' },
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width, height: 860 }, colorScheme: theme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`http://127.0.0.1:${web.port}${path}`);
  return { page, complaints };
}

const VIEWS = [1280, 390].flatMap((width) => (['light', 'dark'] as const).map((theme) => ({ width, theme })));

test.each(VIEWS)('the page is sound at $width px in $theme', async (view) => {
  const { page, complaints } = await open('/status/acme', view);
  expect(await pageFaults(page)).toEqual([]);
  expect(complaints.filter((text) => !text.includes('mark.svg') && !text.includes('404'))).toEqual([]);
  expect(await page.title()).toBe('Acme – 2 of 5 are not working');
  expect(await page.getByRole('heading', { level: 3 }).allTextContents()).toContain(HOSTILE);
  const canvas = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  expect(canvas).toBe(view.theme === 'light' ? 'rgb(246, 245, 241)' : 'rgb(18, 19, 21)');
  await page.context().close();
});

test('a day under the pointer tells its words within the window, at both ends too', async () => {
  for (const width of [1280, 390]) {
    const { page } = await open('/status/acme', { width, theme: 'light' });
    const bars = page.getByRole('list', { name: 'Uptime by day, oldest first' }).first().getByRole('listitem');
    for (const index of [0, 45, 89]) {
      await bars.nth(index).hover();
      const box = await bars.nth(index).locator('span').boundingBox();
      expect(box?.width).toBeGreaterThan(60);
      expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? width) <= width).toBe(true);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.context().close();
  }
});

test('a badge is drawn on a page elsewhere, whatever its label holds', async () => {
  const base = `http://127.0.0.1:${web.port}/status/acme`;
  const status = (await (await fetch(`${base}.json`)).json()) as { monitors: { id: string; label: string }[] };
  const id = status.monitors.find(({ label }) => label === HOSTILE)?.id ?? '';
  const urls = [`${base}/badge.svg`, `${base}/badge.svg?show=uptime`, `${base}/badge/${id}.svg`];
  // of another origin than the one that serves the badges
  const page = await browser.newPage();
  await page.setContent(urls.map((url) => `<img src="${url}">`).join(''), { waitUntil: 'load' });
  const sizes = await page.evaluate('[...document.images].map((image) => [image.complete, image.naturalWidth > 80, image.naturalHeight])');
  expect(sizes).toEqual(urls.map(() => [true, true, 20]));
});
