// A server behind OAuth, in a real browser against the real program: registered, connected by consent, synced and tested.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { makeScratch } from './armature-process.ts';
import type { Scratch } from './armature-process.ts';
import { startOAuthExample } from './oauth-example.ts';
import type { OAuthExample } from './oauth-example.ts';
import { launchChromium } from './web/chromium.ts';
import { pageFaults } from './web/page-faults.ts';

const STORY_MS = 120_000;
const WAIT_MS = 30_000;
const TOOLS = ['greet', 'multi-greet', 'collect-user-info', 'collect-user-info-task', 'start-notification-stream', 'list-files', 'delay'];

let scratch: Scratch;
let program: Awaited<ReturnType<Scratch['up']>>;
let example: OAuthExample;
let browser: Browser;
let page: Page;
/** Every address the browser was sent to, in order. */
const visited: string[] = [];

beforeAll(async () => {
  scratch = await makeScratch();
  [program, browser, example] = await Promise.all([scratch.up(), launchChromium(), startOAuthExample()]);
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on('request', (request) => {
    if (request.isNavigationRequest()) visited.push(request.url());
  });
  await page.goto(program.signInUrl);
}, STORY_MS);

afterAll(async () => {
  await browser.close();
  await program.stop();
  await example.stop();
  await scratch.remove();
}, STORY_MS);

const connectButton = (word: string) => page.getByRole('listitem').getByRole('button', { name: `${word} Default` });

test(
  'a server with OAuth is saved unprobed, says that it is not connected, and Connect is in focus',
  async () => {
    await page.getByRole('link', { name: 'Servers' }).first().click();
    await page.getByRole('button', { name: 'New server' }).click();
    const dialog = page.getByRole('dialog', { name: 'New server' });
    await dialog.getByLabel('Name').fill('Greeter');
    await dialog.getByLabel('URL').fill(example.url);
    await dialog.getByRole('tab', { name: 'OAuth' }).click();
    await dialog.getByRole('button', { name: 'Save, then connect' }).click();
    await page.waitForURL(/\/servers\/mcp_\w+\?tab=auth&connect=auth_/);
    await page.getByText('Not connected', { exact: true }).waitFor();
    await expect.poll(() => connectButton('Connect').evaluate((button) => button === button.ownerDocument.activeElement)).toBe(true);
  },
  STORY_MS,
);

test(
  'Connect goes through the authorization server found by metadata and comes back connected',
  async () => {
    visited.length = 0;
    await page.keyboard.press('Enter');
    await page.waitForURL(/[?&]connected=auth_/, { timeout: WAIT_MS });
    await page.getByText('Default is connected').waitFor();
    await page.getByText('Connected', { exact: true }).waitFor();
    const [authorize, callback] = visited.map((address) => new URL(address));
    expect(authorize?.origin).toBe(example.authorizationOrigin);
    expect(Object.fromEntries(authorize?.searchParams ?? [])).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${program.url}/oauth/callback`,
      resource: example.url,
    });
    expect(callback?.pathname).toBe('/oauth/callback');
    expect(new URL(page.url()).searchParams.has('code')).toBe(false);
    expect(await pageFaults(page)).toEqual([]);
  },
  STORY_MS,
);

test(
  'a grant without a refresh token warns while there is time',
  async () => {
    await page.getByText('Auth profile Default ends soon').waitFor();
    await page
      .getByText(/gave no refresh token/)
      .first()
      .waitFor();
  },
  STORY_MS,
);

test(
  'Sync capabilities reads the seven tools with the grant',
  async () => {
    await page.getByRole('button', { name: 'Sync capabilities' }).click();
    await page
      .getByText(/^Synced: /)
      .first()
      .waitFor({ timeout: WAIT_MS });
    await page.getByRole('link', { name: /^Tools/ }).click();
    await page.getByRole('link', { name: 'Tools 7' }).waitFor();
    for (const tool of TOOLS) await page.getByRole('main').getByText(tool, { exact: true }).first().waitFor();
    await page.getByText('Healthy', { exact: true }).waitFor();
  },
  STORY_MS,
);

test(
  'a scripted workflow of it runs with the grant and passes',
  async () => {
    const serverId = /mcp_\w+/.exec(page.url())?.[0];
    const workflowId = await page.evaluate(makeWorkflow, { serverId });
    await page.goto(`${program.url}/o/demo/workflows/${workflowId}`);
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.waitForURL(/\/runs\/run_/);
    await page.getByRole('heading', { level: 1, name: 'Greets by name' }).waitFor();
    const main = page.getByRole('main');
    await main.locator('header').getByText('Pass', { exact: true }).waitFor({ timeout: WAIT_MS });
    await expect.poll(() => main.innerText()).toContain('Hello, Ada!');
  },
  STORY_MS,
);

test(
  'an answer that nobody asked for changes nothing',
  async () => {
    await page.goto(`${program.url}/oauth/callback?code=planted&state=planted`);
    await page.getByRole('link', { name: 'Servers' }).first().click();
    await page.getByRole('link', { name: 'Greeter' }).click();
    await page.getByRole('link', { name: 'Auth profiles' }).click();
    await page.getByText('Connected', { exact: true }).waitFor();
  },
  STORY_MS,
);

test(
  'the audit log tells that it was connected, where and for what, and no token',
  async () => {
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByRole('searchbox').fill('auth_profile.connect');
    const entry = page.getByRole('listitem').filter({ hasText: 'Auth profile connect' });
    await entry.locator('summary').click();
    await entry.getByText('grantState', { exact: true }).waitFor();
    const fields = await entry.getByRole('listitem').locator('p .data').allInnerTexts();
    expect(fields.toSorted()).toEqual(['grantState', 'issuer', 'scopes']);
  },
  STORY_MS,
);

/** Runs in the page, as the person who is signed in. */
async function makeWorkflow({ serverId }: { readonly serverId: string | undefined }): Promise<string> {
  const { csrfToken } = (await (await fetch('/api/app/session')).json()) as { csrfToken: string };
  const answer = await fetch('/api/armature/v1/workflows', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'X-Armature-CSRF': csrfToken, 'X-Armature-Organization': 'demo' },
    body: JSON.stringify({
      name: 'Greets by name',
      mcpServerId: serverId,
      testerModelId: 'script/steps',
      testerPrompt: '1. call greet with {"name": "Ada"}',
      criteria: [
        { kind: 'check', criterionText: 'It greets', check: { kind: 'tool_called', tool: 'greet', min: 1, max: 1 } },
        { kind: 'check', criterionText: 'The greeting is the answer', check: { kind: 'final_answer', contains: 'Hello, Ada!' } },
      ],
    }),
  });
  const made = (await answer.json()) as { id?: string };
  if (made.id === undefined) throw new Error(JSON.stringify(made));
  return made.id;
}
