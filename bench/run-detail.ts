// The page of a run with 2 000 events in Chromium: navigation to interactive.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { openBenchInstance } from './bench-instance.ts';
import { median } from './row.ts';
import type { Row } from './row.ts';
import { seedRuns } from './seed-runs.ts';
import { serveWeb, signInUrl } from './web-server.ts';

const EVENTS = 2000;
const ROUNDS = 9;
const CHROMIUM = '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function measureRunDetail(scope: AsyncDisposableStack): Promise<Row[]> {
  if (!existsSync(CHROMIUM)) throw new Error('Chromium is missing; "npm test" installs it.');
  const instance = await openBenchInstance(scope);
  const { runId } = await seedRuns(instance.ctx, { runs: 100, events: EVENTS });
  const origin = await serveWeb(scope, instance);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  scope.defer(() => browser.close());
  const page = await browser.newPage();
  await page.goto(await signInUrl(origin, instance));
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const start = performance.now();
    await page.goto(`${origin}/o/${instance.ctx.org.slug}/runs/${runId}`);
    await page.getByText('ORD-1999').first().waitFor({ state: 'attached' });
    // interactive: the page answers, so no long task holds it any more
    await page.evaluate(() => new Promise((resolve) => globalThis.setTimeout(resolve, 0)));
    times.push(performance.now() - start);
  }
  return [{ what: 'run page with 2 000 events, navigation to interactive', value: median(times), unit: 'ms', atMost: 1000 }];
}
