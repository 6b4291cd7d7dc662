// The page of a run with 2 000 events in Chromium: from navigation until an entry opens on a click, and until all are there and one does.
import { launchChromium } from '#test/web/chromium';
import { openBenchInstance } from './bench-instance.ts';
import { median } from './row.ts';
import type { Row } from './row.ts';
import { seedRuns } from './seed-runs.ts';
import { serveWeb, signInUrl } from './web-server.ts';

const EVENTS = 2000;
const ROUNDS = 9;
export async function measureRunDetail(scope: AsyncDisposableStack): Promise<Row[]> {
  const instance = await openBenchInstance(scope);
  const { runId } = await seedRuns(instance.ctx, { runs: 100, events: EVENTS });
  const origin = await serveWeb(scope, instance);
  const browser = await launchChromium();
  scope.defer(() => browser.close());
  const page = await browser.newPage();
  await page.goto(await signInUrl(origin, instance));
  const interactive: number[] = [];
  const complete: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const start = performance.now();
    await page.goto(`${origin}/o/${instance.ctx.org.slug}/runs/${runId}`);
    await page.locator(ENTRY).first().waitFor({ state: 'attached' });
    await page.evaluate(openAnEntry, ENTRY);
    interactive.push(performance.now() - start);
    await page
      .getByText(`ORD-${EVENTS - 1}`)
      .first()
      .waitFor({ state: 'attached' });
    await page.evaluate(openAnEntry, ENTRY);
    complete.push(performance.now() - start);
  }
  return [
    { what: 'run page with 2 000 events: navigation to an entry that opens', value: median(interactive), unit: 'ms', atMost: 1000 },
    { what: 'run page with 2 000 events: all entries there and answering', value: median(complete), unit: 'ms', atMost: 1000 },
  ];
}

const ENTRY = 'ol[aria-label^="Trace"] button';

interface Entry {
  click(): void;
  getAttribute(name: string): string | null;
}

/** In the page: clicks the first entry and resolves when its state has changed and that is drawn. */
async function openAnEntry(selector: string): Promise<void> {
  const browser = globalThis as unknown as {
    document: { querySelector(text: string): Entry | null };
    requestAnimationFrame(done: () => void): void;
  };
  const state = () => browser.document.querySelector(selector)?.getAttribute('aria-expanded');
  const before = state();
  browser.document.querySelector(selector)?.click();
  do await new Promise<void>((resolve) => browser.requestAnimationFrame(() => setTimeout(resolve, 0)));
  while (state() === before);
}
