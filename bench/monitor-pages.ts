// A list of 5 000 monitors in Chromium until its rows are drawn, and thirty days of a monitor's minutes at the API.
import { launchChromium } from '#test/web/chromium';
import { createApi } from '../src/surfaces/api/app.ts';
import { openBenchInstance } from './bench-instance.ts';
import type { BenchInstance } from './bench-instance.ts';
import { median, timed } from './row.ts';
import type { Row } from './row.ts';
import { seedDay, seedMonth } from './seed-checks.ts';
import { seedMonitors } from './seed-monitors.ts';
import { startStore } from './store-process.ts';
import { serveWeb, signInUrl } from './web-server.ts';

const MONITORS = 5_000;
const ROUNDS = 15;

export async function measureMonitorPages(scope: AsyncDisposableStack): Promise<Row[]> {
  const url = await startStore(scope);
  const instance = await openBenchInstance(scope);
  const { monitorIds } = await seedMonitors(instance.ctx, { url, count: MONITORS });
  await seedDay(instance.ctx, monitorIds);
  const [watched = ''] = monitorIds;
  await seedMonth(instance.ctx, watched);
  return [...(await measureApi(instance, watched)), ...(await measurePage(scope, instance))];
}

async function measureApi(instance: BenchInstance, monitorId: string): Promise<Row[]> {
  const app = createApi({ deps: instance.ctx.deps, webDir: undefined, version: 'bench' });
  const questions: Readonly<Record<string, string>> = {
    'list of 5 000 monitors, 100 rows with their numbers': '/monitors?pageSize=100',
    'list of 5 000 monitors, worst first': '/monitors?pageSize=100&sort=status',
    'list of 5 000 monitors, search': '/monitors?pageSize=100&search=monitor 49',
    '30 days at one minute: checks and summary': `/monitors/${monitorId}/checks?range=30d&pageSize=100`,
    '30 days at one minute: failures only': `/monitors/${monitorId}/checks?range=30d&pageSize=100&status=fail`,
    '30 days at one minute: chart': `/monitors/${monitorId}/series?range=30d`,
    '24 hours at one minute: chart': `/monitors/${monitorId}/series?range=24h`,
  };
  const rows: Row[] = [];
  for (const [what, path] of Object.entries(questions)) {
    const ask = async () => {
      const response = await app.request(`/api/armature/v1${path}`, {
        headers: { authorization: `Bearer ${instance.apiKey}`, host: '127.0.0.1:4600' },
      });
      if (response.status !== 200) throw new Error(`${what}: answered ${response.status} ${await response.text()}`);
      await response.json();
    };
    for (let i = 0; i < 3; i += 1) await ask();
    const times: number[] = [];
    for (let i = 0; i < ROUNDS; i += 1) times.push(await timed(ask));
    rows.push({ what, value: median(times), unit: 'ms', atMost: 100 });
  }
  return rows;
}

async function measurePage(scope: AsyncDisposableStack, instance: BenchInstance): Promise<Row[]> {
  const origin = await serveWeb(scope, instance);
  const browser = await launchChromium();
  scope.defer(() => browser.close());
  const page = await browser.newPage();
  await page.goto(await signInUrl(origin, instance));
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const start = performance.now();
    await page.goto(`${origin}/o/${instance.ctx.org.slug}/monitors`, { waitUntil: 'commit' });
    await page.locator('table tbody tr').nth(99).waitFor({ state: 'visible' });
    times.push(performance.now() - start);
  }
  return [{ what: 'page of 5 000 monitors: navigation to its 100 rows being drawn', value: median(times), unit: 'ms', atMost: 500 }];
}
