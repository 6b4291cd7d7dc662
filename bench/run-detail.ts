// The page of a run with 2 000 events in Chromium: navigation to interactive.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { createSignInLink } from '#modules/access';
import { createApi } from '../src/surfaces/api/app.ts';
import { listen } from '../src/surfaces/api/listen.ts';
import { openBenchInstance } from './bench-instance.ts';
import { median } from './row.ts';
import type { Row } from './row.ts';
import { seedRuns } from './seed-runs.ts';

const EVENTS = 2000;
const ROUNDS = 7;
const CHROMIUM = '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function measureRunDetail(): Promise<Row[]> {
  if (!existsSync(CHROMIUM)) throw new Error('Chromium is missing; "npm test" installs it.');
  const instance = await openBenchInstance();
  const webDir = fileURLToPath(new URL('../dist/web', import.meta.url));
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const web = await listen(createApi({ deps: instance.ctx.deps, webDir, version: 'bench' }), { host: '127.0.0.1', port: 0 });
  try {
    const { runId } = await seedRuns(instance.ctx, { runs: 50, events: EVENTS });
    const origin = `http://127.0.0.1:${web.port}`;
    const page = await browser.newPage();
    await page.goto(`${origin}/sign-in/local?token=${await createSignInLink(instance.ctx.deps, { userId: instance.userId })}`);
    const times: number[] = [];
    for (let i = 0; i < ROUNDS; i += 1) {
      const start = performance.now();
      await page.goto(`${origin}/o/bench/runs/${runId}`);
      await page.getByText('ORD-1999').first().waitFor({ state: 'attached' });
      // interactive: the page answers to a question of the keyboard
      await page.evaluate(() => new Promise((resolve) => globalThis.setTimeout(resolve, 0)));
      times.push(performance.now() - start);
    }
    return [{ what: 'run page with 2 000 events, navigation to interactive (median)', value: median(times), unit: 'ms', atMost: 1000 }];
  } finally {
    await browser.close();
    await web.close(1000);
    await instance.close();
  }
}
