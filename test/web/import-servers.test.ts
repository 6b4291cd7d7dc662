// Importing servers from a client's configuration, and the entries for connecting an agent, over the mock API in a real browser.
import { describe, expect, it } from 'vitest';
import { VIEWS, dashboardForFile } from './dashboard.ts';
import type { View } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { imported } from './mock-clients.ts';
import { pageFaults } from './page-faults.ts';

const REST = '/api/armature/v1/mcp-servers';
const TEXT = '{"mcpServers": {}}';

const dashboard = dashboardForFile();

async function importDialog(view?: View) {
  const { page, complaints } = await dashboard.open('/o/demo/servers', view);
  await page.getByRole('button', { name: 'Import' }).click();
  return { page, complaints, dialog: page.getByRole('dialog', { name: 'Import servers' }) };
}

/** The dialog with a text that was read. */
async function found(view?: View) {
  const opened = await importDialog(view);
  await opened.dialog.getByLabel('Configuration', { exact: true }).fill(TEXT);
  await opened.dialog.getByRole('button', { name: 'Read' }).click();
  await opened.dialog.getByRole('status').waitFor();
  return opened;
}

const sent = (end: string) => dashboard.api.sent.filter(({ method, path }) => method === 'POST' && path.endsWith(end));

describe('importing servers', () => {
  for (const view of VIEWS) {
    it(`is silent and sound at ${view.width} px in the ${view.theme} theme`, async () => {
      const { page, complaints, dialog } = await importDialog(view);
      expect(await pageFaults(page)).toEqual([]);
      await dialog.getByLabel('Configuration', { exact: true }).fill(TEXT);
      await dialog.getByRole('button', { name: 'Read' }).click();
      await dialog.getByText('Skipped: 2').click();
      expect(await pageFaults(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Add 3 servers' }).click();
      await dialog.getByText('is required').waitFor();
      expect(await pageFaults(page)).toEqual([]);
      expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
      expect(complaints).toEqual([]);
    });
  }

  it('reads a chosen file under its name', async () => {
    const { dialog } = await importDialog();
    const file = { name: 'config.toml', mimeType: 'text/plain', buffer: Buffer.from('[mcp_servers.a]\nurl = "https://a.example"\n') };
    await dialog.getByLabel('Configuration file').setInputFiles(file);
    await dialog.getByText('config.toml').waitFor();
    await dialog.getByRole('button', { name: 'Read' }).click();
    await expect.poll(() => sent('/import')).toMatchObject([{ body: { text: file.buffer.toString(), fileName: 'config.toml' } }]);
  });

  it('says where a text is wrong, and keeps it', async () => {
    const { dialog } = await importDialog();
    await dialog.getByRole('button', { name: 'Read' }).click();
    await dialog.getByText('must not be empty').waitFor();
    const message = 'cannot be read as JSON, line 1, column 2: A key in double quotes or "}" is expected here.';
    const fieldErrors = [{ field: 'text', message }];
    dashboard.api.override(`POST ${REST}/import`, problem(400, 'validation_failed', `text: ${message}`, { fieldErrors }));
    await dialog.getByLabel('Configuration', { exact: true }).fill('{a}');
    await dialog.getByRole('button', { name: 'Read' }).click();
    await dialog.getByText(message).waitFor();
    expect(await dialog.getByLabel('Configuration', { exact: true }).inputValue()).toBe('{a}');
  });

  it('adds the chosen ones with what was typed, and leaves out what is here already', async () => {
    const { page, dialog } = await found();
    expect(await dialog.getByRole('checkbox', { name: /Acme Store/ }).isChecked()).toBe(false);
    await dialog.getByLabel('GITHUB_PAT').fill('token-of-mine');
    expect(await dialog.getByLabel('GITHUB_PAT').getAttribute('type')).toBe('password');
    await dialog.getByRole('checkbox', { name: /^linear/ }).uncheck();
    await dialog.getByLabel('region').selectOption('us');
    await dialog.getByRole('button', { name: 'Add 2 servers' }).click();
    await dialog.getByRole('button', { name: 'Done' }).waitFor();
    expect(await dialog.getByRole('status').textContent()).toContain('2 added');
    expect(sent('/mcp-servers').map(({ body }) => body)).toEqual([
      {
        name: 'github',
        transportType: 'streamable_http',
        baseUrl: 'https://github.example.com/mcp',
        connectionConfig: { extraHeaders: { 'X-Tenant': 'acme' } },
        authProfile: { kind: 'bearer', value: 'token-of-mine' },
      },
      {
        name: 'catalog of everything that the warehouse holds',
        transportType: 'sse',
        baseUrl: imported.entries[1]?.url?.replace('${region}', 'us'),
        connectionConfig: { extraHeaders: {} },
      },
    ]);
    await dialog.getByRole('link', { name: 'Open' }).first().click();
    await page.waitForURL(/\/o\/demo\/servers\/mcp_/);
  });

  it('holds back what is not whole, and stands at the first missing value', async () => {
    const { page, dialog } = await found();
    await dialog.getByRole('button', { name: 'Add 3 servers' }).click();
    await dialog.getByText('is required').waitFor();
    await expect.poll(() => dialog.getByLabel('GITHUB_PAT').and(page.locator(':focus')).count()).toBe(1);
    await dialog.getByRole('button', { name: 'Add 1 server' }).waitFor();
    expect(sent('/mcp-servers').map(({ body }) => (body as { name: string }).name)).toEqual([
      'catalog of everything that the warehouse holds',
      'linear',
    ]);
  });

  it('shows each failure at its own row, and can add a server that does not answer', async () => {
    const { dialog } = await found();
    await dialog.getByLabel('GITHUB_PAT').fill('token-of-mine');
    const probe = {
      ok: false,
      warnings: [],
      findings: [],
      durationMs: 12,
      error: { code: 'connect_failed', message: 'No connection to github.example.com.' },
    };
    dashboard.api.override(`POST ${REST}`, problem(422, 'probe_failed', 'The probe failed.', { probe }));
    for (const name of [/^catalog/, /^linear/]) await dialog.getByRole('checkbox', { name }).uncheck();
    await dialog.getByRole('button', { name: 'Add 1 server' }).click();
    await dialog.getByText('No connection to github.example.com.').waitFor();
    dashboard.api.override(`POST ${REST}`, undefined);
    await dialog.getByRole('button', { name: 'Add without probe' }).click();
    await dialog.getByRole('button', { name: 'Done' }).waitFor();
    expect(sent('/mcp-servers').at(-1)?.body).toMatchObject({ name: 'github', skipProbe: true });
  });

  it('names a taken name at its field, and another one can be typed', async () => {
    const { dialog } = await found();
    for (const name of [/^catalog/, /^github/]) await dialog.getByRole('checkbox', { name }).uncheck();
    const fieldErrors = [{ field: 'name', message: 'is taken by another server of this environment' }];
    dashboard.api.override(`POST ${REST}`, problem(409, 'conflict', 'name: is taken', { fieldErrors }));
    await dialog.getByRole('button', { name: 'Add 1 server' }).click();
    await dialog.getByText('is taken by another server').first().waitFor();
    dashboard.api.override(`POST ${REST}`, undefined);
    await dialog.getByLabel('Name').fill('linear of the team');
    await dialog.getByRole('button', { name: 'Add 1 server' }).click();
    await dialog.getByRole('button', { name: 'Done' }).waitFor();
    expect(sent('/mcp-servers').at(-1)?.body).toMatchObject({ name: 'linear of the team' });
  });

  it('works by keyboard alone', async () => {
    const { page, dialog } = await importDialog();
    await page.keyboard.insertText(TEXT);
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Choose a file');
    for (let step = 0; step < 2; step += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog.getByRole('list', { name: 'Found servers' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await dialog.getByRole('checkbox', { name: /^github/ }).isChecked()).toBe(false);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('is not offered to a viewer', async () => {
    dashboard.actAs('viewer');
    const { page } = await dashboard.open('/o/demo/servers');
    expect(await page.getByRole('button', { name: 'Import' }).count()).toBe(0);
  });
});

describe('connecting an agent', () => {
  for (const view of VIEWS) {
    it(`shows the entry of each client at ${view.width} px in the ${view.theme} theme`, async () => {
      const { page, complaints } = await dashboard.open('/o/demo/settings/api-keys', view);
      await page.getByRole('tab', { name: 'Claude Code' }).waitFor();
      expect(await pageFaults(page)).toEqual([]);
      await page.getByRole('tab', { name: 'Codex' }).click();
      const entry = page.getByLabel('Entry for Codex', { exact: true });
      expect(await entry.textContent()).toContain('bearer_token_env_var = "ARMATURE_API_KEY"');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.getByLabel('Entry for opencode', { exact: true }).waitFor();
      expect(await page.getByRole('tab').count()).toBe(9);
      expect(complaints).toEqual([]);
    });
  }

  it('copies an entry', async () => {
    const { page } = await dashboard.open('/o/demo/settings/api-keys');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('tab', { name: 'Cursor' }).click();
    await page.getByRole('button', { name: 'Copy entry for cursor' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(JSON.parse(String(await page.evaluate('navigator.clipboard.readText()')))).toMatchObject({ mcpServers: { armature: {} } });
  });
});
