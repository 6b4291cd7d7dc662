// A person connects a client in single-user mode: the real program, a real browser, and the client's own callback on loopback.
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { makeScratch } from './armature-process.ts';
import type { Scratch } from './armature-process.ts';
import { Keeper } from './oauth-keeper.ts';
import { launchChromium } from './web/chromium.ts';
import { pageFaults } from './web/page-faults.ts';

const STORY_MS = 120_000;

let scratch: Scratch;
let program: Awaited<ReturnType<Scratch['up']>>;
let browser: Browser;
let page: Page;
let callback: Server;
let redirectUrl: string;
/** What came back to the client, oldest first. */
const answers: URLSearchParams[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  scratch = await makeScratch();
  [program, browser] = await Promise.all([scratch.up(), launchChromium()]);
  callback = createServer((request, response) => {
    answers.push(new URL(request.url ?? '/', 'http://here.invalid').searchParams);
    response.setHeader('content-type', 'text/html').end('<h1>Back in the editor</h1>');
  });
  callback.listen(0, '127.0.0.1');
  await once(callback, 'listening');
  const address = callback.address();
  redirectUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/callback`;
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on('pageerror', (error) => complaints.push(String(error)));
}, STORY_MS);

afterAll(async () => {
  await browser.close();
  callback.close();
  await program.stop();
  await scratch.remove();
}, STORY_MS);

const transport = (keeper: Keeper) => new StreamableHTTPClientTransport(new URL(`${program.url}/api/mcp`), { authProvider: keeper });
const newClient = () => new Client({ name: 'example-editor', version: '1.0.0' });

test(
  'who is not signed in is led through sign-in to the request, allows it, and the client lists its tools',
  async () => {
    const keeper = new Keeper({ redirectUrl });
    const first = transport(keeper);
    await expect(newClient().connect(first)).rejects.toBeInstanceOf(UnauthorizedError);
    await page.goto(keeper.asked?.href ?? '');
    await page.getByRole('heading', { name: 'Sign in to Armature' }).waitFor();
    // the link is opened in the same tab, as the page says
    await page.goto(program.signInUrl);
    await page.getByRole('heading', { name: 'Let an application in?' }).waitFor();
    expect(await page.getByRole('region', { name: 'Who asks' }).innerText()).toContain('“Example Editor”');
    expect(await pageFaults(page)).toEqual([]);
    await page.getByLabel('Role at most').selectOption('viewer');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { name: 'Back in the editor' }).waitFor();
    const [answer] = answers;
    expect(answer?.get('state')).toBe('st4te');
    await first.finishAuth(answer ?? new URLSearchParams());
    const client = newClient();
    await client.connect(transport(keeper));
    const { tools } = await client.listTools();
    const names = tools.map(({ name }) => name);
    expect(names).toContain('search_runs');
    // let in as viewer: what changes something is not offered
    expect(names).not.toContain('apply_workflow_change');
    await client.close();
    expect(complaints).toEqual([]);
  },
  STORY_MS,
);

test(
  'the client is on the account page, and gone once it is disconnected there',
  async () => {
    await page.goto(`${program.url}/account`);
    const panel = page.getByRole('region', { name: 'Connected apps' });
    await panel.getByRole('row').filter({ hasText: 'Example Editor' }).getByText('viewer').waitFor();
    await panel.getByRole('button', { name: 'Disconnect Example Editor' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('Example Editor is disconnected').waitFor();
    await panel.getByText('None.').waitFor();
  },
  STORY_MS,
);

test(
  'a page elsewhere cannot show the request in a frame',
  async () => {
    const answer = await fetch(`${program.url}/authorize?client_id=x`);
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  },
  STORY_MS,
);
