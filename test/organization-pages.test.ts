// The pages of an organization in a real browser against the real program: what they send is understood, and what comes back is shown.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Download, Page } from 'playwright-core';
import { makeScratch } from './armature-process.ts';
import type { Scratch } from './armature-process.ts';
import { launchChromium } from './web/chromium.ts';
import { pageFaults } from './web/page-faults.ts';

const STORY_MS = 120_000;

let scratch: Scratch;
let program: Awaited<ReturnType<Scratch['up']>>;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  scratch = await makeScratch();
  [program, browser] = await Promise.all([scratch.up(), launchChromium()]);
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(program.signInUrl);
}, STORY_MS);

afterAll(async () => {
  await browser.close();
  await program.stop();
  await scratch.remove();
}, STORY_MS);

const main = () => page.getByRole('main');

async function linesOf(
  download: Download,
): Promise<readonly { readonly kind?: string; readonly count?: number; readonly action?: string }[]> {
  const text = await readFile(await download.path(), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test(
  'the owner is alone, invites by a link that is shown once, sends another and revokes it',
  async () => {
    await page.getByRole('link', { name: 'Members' }).click();
    await page.getByRole('heading', { name: 'Only you so far' }).waitFor();
    await page.getByText('you', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByRole('tab', { name: 'As a link' }).click();
    await page.getByRole('radio', { name: /^editor/ }).check();
    await page.getByRole('button', { name: 'Make link' }).click();
    const link = main().getByLabel('Invitation link', { exact: true });
    const first = await link.innerText();
    expect(first).toContain(`${program.url}/invitation`);
    await page.getByRole('button', { name: 'Actions of the invitation by link (editor)' }).click();
    await page.getByRole('menuitem', { name: 'New link' }).click();
    await expect.poll(() => link.innerText()).not.toBe(first);
    expect(await pageFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Actions of the invitation by link (editor)' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke invitation' }).click();
    await expect.poll(() => page.getByText('Pending invitations').count()).toBe(0);
  },
  STORY_MS,
);

test(
  'an ingest key is shown once, refused under the same name, and revoked',
  async () => {
    await page.getByRole('link', { name: 'Servers' }).first().click();
    await main().getByRole('article').getByRole('link').first().click();
    await page.getByRole('link', { name: 'Ingest keys' }).click();
    await page.getByRole('heading', { name: 'No ingest keys yet' }).waitFor();
    for (const isFirst of [true, false]) {
      await page.getByRole('button', { name: 'Create ingest key' }).click();
      await page.getByLabel('Name').fill('production');
      await page.keyboard.press('Enter');
      if (isFirst) await page.getByText(/^ami_\w{12}_\w{40}$/).waitFor();
    }
    await expect.poll(() => page.getByRole('dialog').locator('[aria-invalid=true]').count()).toBe(1);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke ingest key' }).click();
    await page.getByRole('heading', { name: 'No ingest keys yet' }).waitFor();
  },
  STORY_MS,
);

test(
  'the audit log has it all, filters by day, and its export holds what is shown',
  async () => {
    await page.getByRole('link', { name: 'Audit log' }).click();
    for (const line of ['Ingest key revoke', 'Invitation revoke', 'Invitation resend']) await main().getByText(line).first().waitFor();
    await page.getByLabel('Object').selectOption({ label: 'Ingest key' });
    await expect.poll(() => page.locator('summary').count()).toBe(2);
    await page.getByLabel('To', { exact: true }).fill('2020-01-31');
    await page.getByRole('heading', { name: 'No entry matches' }).waitFor();
    await page.getByLabel('To', { exact: true }).fill('');
    await expect.poll(() => page.locator('summary').count()).toBe(2);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export JSON' }).click()]);
    const actions = (await linesOf(download)).flatMap(({ action }) => (action === undefined ? [] : [action]));
    expect(actions.toSorted()).toEqual(['ingest_key.create', 'ingest_key.revoke']);
  },
  STORY_MS,
);

test(
  'the owner exports everything, and is asked for the slug before anything is deleted',
  async () => {
    await page.getByRole('link', { name: 'General' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download export' }).click()]);
    const lines = await linesOf(download);
    expect(lines.at(-1)).toMatchObject({ kind: 'end', count: lines.length - 1 });
    expect(lines.map(({ kind }) => kind)).toContain('workflow');
    await page.getByRole('button', { name: 'Delete organization' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('demo2');
    expect(await dialog.getByRole('button', { name: 'Delete organization' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await pageFaults(page)).toEqual([]);
  },
  STORY_MS,
);

test('no page complained but about the one refusal that was asked for', () => {
  expect(complaints.filter((complaint) => !complaint.includes('409'))).toEqual([]);
});
