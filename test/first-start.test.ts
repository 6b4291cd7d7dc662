// What a newcomer sees, in a real browser against the real program: the demo's two runs, then the same workflow worked by a model.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { makeScratch } from './armature-process.ts';
import type { Scratch } from './armature-process.ts';
import { startOpenAiEndpoint } from './openai-endpoint.ts';
import type { ChatRequest, OpenAiEndpoint, Turn } from './openai-endpoint.ts';
import { launchChromium } from './web/chromium.ts';

const STORY_MS = 120_000;

let scratch: Scratch;
let program: Awaited<ReturnType<Scratch['up']>>;
let browser: Browser;
let page: Page;
let endpoint: OpenAiEndpoint;

beforeAll(async () => {
  scratch = await makeScratch({ isFirstStart: true });
  [program, browser, endpoint] = await Promise.all([scratch.up(), launchChromium(), startOpenAiEndpoint(answer)]);
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
}, STORY_MS);

afterAll(async () => {
  await browser.close();
  await program.stop();
  await endpoint.close();
  await scratch.remove();
}, STORY_MS);

/** A model that asks for the tax of the order and answers with what it got. */
function answer(request: ChatRequest): Turn {
  if (request.tools?.some((tool) => tool.function.name === 'report_word') === true) {
    return { calls: [{ name: 'report_word', arguments: { word: 'armature' } }] };
  }
  const results = request.messages.filter(({ role }) => role === 'tool').length;
  if (results === 0) return { calls: [{ name: 'get_order', arguments: { orderId: 'ORD-1002' } }], usage: { in: 900, out: 30 } };
  if (results === 1) return { calls: [{ name: 'get_order_total', arguments: { orderId: 'ORD-1002' } }], usage: { in: 1100, out: 30 } };
  return { text: 'The tax is 5.40 USD and the total is 113.40 USD.', usage: { in: 1300, out: 40 } };
}

test(
  'the printed link opens the demo, where the passing run and the planted fault are shown without AI',
  async () => {
    await page.goto(program.signInUrl);
    await page.getByRole('link', { name: 'Run history' }).first().click();
    await page.waitForURL(/\/runs$/);
    const main = page.getByRole('main');
    await main.getByRole('link', { name: 'Run of Order coffee to Germany: pass' }).waitFor();
    await main.getByRole('link', { name: 'Run of Sales tax in Quebec: fail' }).click();
    await page.getByText('The server under test answered wrongly.').waitFor();
    expect(await main.innerText()).toContain('is 5.4, not 16.17');
    expect(await main.getByText('no AI').count()).toBeGreaterThan(0);
    await main
      .getByRole('button', { name: 'Show in trace' })
      .or(main.getByRole('link', { name: 'Show in trace' }))
      .first()
      .click();
    await page.waitForURL(/event=evt_/);
  },
  STORY_MS,
);

test(
  'a base URL in Settings → Models turns the same workflow into a model run',
  async () => {
    await page.getByRole('link', { name: 'Models' }).first().click();
    await page.getByRole('button', { name: 'Add a model' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Provider').selectOption('openai-compatible');
    await dialog.getByLabel('Model name').fill('small');
    await dialog.getByLabel('Base URL').fill(endpoint.baseUrl);
    await dialog.getByRole('button', { name: 'Add model' }).click();
    await page.getByRole('button', { name: 'Let small work them' }).click();
    await page.getByText('small works 2 workflows from the next run on').waitFor();

    await page.getByRole('link', { name: 'Workflows' }).first().click();
    await page.waitForURL(/\/workflows$/);
    await page.getByRole('main').getByRole('link', { name: 'Sales tax in Quebec', exact: true }).click();
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.waitForURL(/\/runs\/run_/);
    await page.getByText('openai-compatible/small').first().waitFor();
    await page.getByText('The last result of get_order_total at $.tax is not as wanted').first().waitFor();
    const main = page.getByRole('main');
    await main.getByText('The tax is 5.40 USD and the total is 113.40 USD.').first().waitFor();
    await expect.poll(() => main.innerText(), { timeout: 30_000 }).toMatch(/3,?300/);
    expect(endpoint.requests).toHaveLength(4);
  },
  STORY_MS,
);
