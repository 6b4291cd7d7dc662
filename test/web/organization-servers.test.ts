// New servers, hosted programs and ingest keys over the mock API, in a real browser.
import { describe, expect, it } from 'vitest';
import { VIEWS, dashboardForFile } from './dashboard.ts';
import type { View } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { catalog } from './mock-data.ts';
import { hostedRow, hostedServer, ingestKeys, oauthProfiles } from './mock-organization.ts';
import { pageFaults } from './page-faults.ts';

const STORE = '/o/demo/servers/mcp_01store';
const REST = '/api/armature/v1/mcp-servers';
const PROFILES = `GET ${REST}/mcp_01store/auth-profiles`;

const dashboard = dashboardForFile();

const grantIs = (grant: object): void => dashboard.api.override(PROFILES, { body: oauthProfiles(grant) });
/** The dialog of a new server, opened as a person opens it. */
async function newServer(view?: View) {
  const { page, complaints } = await dashboard.open('/o/demo/servers', view);
  await page.getByRole('button', { name: 'New server' }).click();
  return { page, complaints, dialog: page.getByRole('dialog', { name: 'New server' }) };
}

const sent = (end: string) => dashboard.api.sent.filter(({ path }) => path.endsWith(end));

describe('a server that moves to another origin', () => {
  it('asks for its token again, sends both together, and says where it is missing', async () => {
    const { page } = await dashboard.open(`${STORE}?tab=settings`);
    expect(await page.getByLabel('Token of “Default”, again').count()).toBe(0);
    await page.getByLabel('URL').fill('https://moved.example.com/mcp');
    dashboard.api.override(
      `PATCH ${REST}/mcp_01store`,
      problem(400, 'validation_failed', 'The server was not saved.', {
        fieldErrors: [{ field: 'authProfile.value', message: 'must be sent again when the address moves to another origin' }],
      }),
    );
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('must be sent again when the address moves').waitFor();
    expect(await pageFaults(page)).toEqual([]);
    await page.getByLabel('Token of “Default”, again').fill('new-token');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(() => sent('/mcp_01store').at(-1)?.body)
      .toMatchObject({ baseUrl: 'https://moved.example.com/mcp', authProfile: { kind: 'bearer', value: 'new-token' } });
  });
});

describe('a new server', () => {
  for (const view of VIEWS) {
    it(`is silent and sound on its OAuth tab and as a program at ${view.width} px in the ${view.theme} theme`, async () => {
      dashboard.actAs('editor', { stdio: true });
      const { page, complaints, dialog } = await newServer(view);
      await dialog.getByRole('tab', { name: 'OAuth' }).click();
      await dialog.getByText('A client registered by hand, other addresses').click();
      expect(await pageFaults(page)).toEqual([]);
      await dialog.getByLabel('Grant').selectOption('oauth_client_credentials');
      expect(await pageFaults(page)).toEqual([]);
      await dialog.getByLabel('Transport').selectOption('stdio_hosted');
      await dialog.getByRole('button', { name: 'Add variable' }).click();
      expect(await pageFaults(page)).toEqual([]);
      expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
      expect(complaints).toEqual([]);
    });
  }

  it('with sign-in by a person is saved without a probe and leads to Connect', async () => {
    grantIs({});
    const { page, dialog } = await newServer();
    await dialog.getByLabel('Name').fill('Shop');
    await dialog.getByLabel('URL').fill('https://shop.example.com/mcp');
    await dialog.getByRole('tab', { name: 'OAuth' }).click();
    expect(await dialog.getByRole('button', { name: 'Test connection' }).count()).toBe(0);
    await dialog.getByLabel('Scopes').fill('mcp:tools  offline_access');
    await dialog.getByRole('button', { name: 'Save, then connect' }).click();
    await page.waitForURL(/tab=auth&connect=auth_oauth/);
    expect(sent('/mcp-servers')).toMatchObject([
      {
        body: {
          skipProbe: true,
          authProfile: { name: 'Default', kind: 'oauth_authorization_code', scopes: ['mcp:tools', 'offline_access'] },
        },
      },
    ]);
  });

  it('with client credentials says at each field what is missing, and forgets the secret of the other method', async () => {
    const { dialog } = await newServer();
    await dialog.getByLabel('Name').fill('Shop');
    await dialog.getByLabel('URL').fill('https://shop.example.com/mcp');
    await dialog.getByRole('tab', { name: 'OAuth' }).click();
    await dialog.getByLabel('Grant').selectOption('oauth_client_credentials');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    expect(await dialog.locator('[aria-invalid=true]').count()).toBe(3);
    await dialog.getByLabel('Token URL').fill('https://auth.example.com/token');
    await dialog.getByLabel('Client id').fill('armature');
    await dialog.getByLabel('Client secret').fill('typed first');
    await dialog.getByLabel('Client authentication').selectOption('private_key_jwt');
    await dialog.getByLabel('Private key').fill('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n');
    await dialog.getByLabel('Signed with').selectOption('ES256');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => sent('/mcp-servers').length).toBe(1);
    const body = JSON.stringify(sent('/mcp-servers')[0]?.body);
    expect(body).toContain('"signingAlgorithm":"ES256"');
    expect(body).toContain('BEGIN PRIVATE KEY');
    expect(body).not.toContain('typed first');
  });

  it('shows what the server finds wrong at its field', async () => {
    dashboard.api.override(
      `POST ${REST}`,
      problem(400, 'validation_failed', 'The server was not saved.', {
        fieldErrors: [{ field: 'authProfile.tokenUrl', message: 'must be https' }],
      }),
    );
    const { dialog } = await newServer();
    await dialog.getByLabel('Name').fill('Shop');
    await dialog.getByLabel('URL').fill('https://shop.example.com/mcp');
    await dialog.getByRole('tab', { name: 'OAuth' }).click();
    await dialog.getByText('A client registered by hand, other addresses').click();
    await dialog.getByLabel('Token URL').fill('http://auth.example.com/token');
    await dialog.getByRole('button', { name: 'Save, then connect' }).click();
    await dialog.getByText('must be https', { exact: true }).waitFor();
    expect(await dialog.getByLabel('Token URL').inputValue()).toBe('http://auth.example.com/token');
  });

  it('can be a program only where the operator allows it, and says what that means', async () => {
    dashboard.actAs('editor');
    const off = await newServer();
    expect(await off.dialog.getByLabel('Transport').getByRole('option').allTextContents()).toEqual(['Streamable HTTP', 'SSE (older)']);
    dashboard.actAs('editor', { stdio: true });
    const { dialog } = await newServer();
    await dialog.getByLabel('Name').fill('Files');
    await dialog.getByLabel('Transport').selectOption('stdio_hosted');
    await dialog.getByText('This runs a program on the machine of this instance').waitFor();
    expect(await dialog.getByRole('tab').count()).toBe(0);
    await dialog.getByLabel('Command').fill('npx');
    await dialog.getByLabel('Arguments').fill('-y\n@modelcontextprotocol/server-filesystem\n/srv/my files\n');
    await dialog.getByRole('button', { name: 'Add variable' }).click();
    await dialog.getByLabel('Name of variable 1').fill('API_TOKEN');
    await dialog.getByLabel('Value of variable 1').fill('typed once');
    expect(await dialog.getByLabel('Value of variable 1').getAttribute('type')).toBe('password');
    await dialog.getByLabel('Network').selectOption('none');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => sent('/mcp-servers').length).toBe(1);
    expect(sent('/mcp-servers')[0]?.body).toEqual({
      name: 'Files',
      transportType: 'stdio_hosted',
      environment: 'production',
      categories: [],
      connectionConfig: {
        timeoutSeconds: 30,
        command: 'npx',
        args: ['-y', '@modelcontextprotocol/server-filesystem', '/srv/my files'],
        env: { API_TOKEN: 'typed once' },
        cwd: null,
      },
      networkPolicy: { mode: 'none' },
      authProfile: { name: 'Default', kind: 'none' },
      skipProbe: false,
    });
  });
});

describe('a hosted server', () => {
  it('is listed, found and shown by its command, having no URL', async () => {
    dashboard.api.override(`GET ${REST}/mcp_01hosted/catalog`, { body: catalog });
    dashboard.api.override(`GET ${REST}/mcp_01hosted/auth-profiles`, { body: { rows: [] } });
    dashboard.api.override(`GET ${REST}/mcp_01hosted/maintenance-windows`, { body: { rows: [] } });
    dashboard.api.override(`GET ${REST}/mcp_01hosted`, { body: hostedServer });
    dashboard.api.override(`GET ${REST}`, { body: { rows: [hostedRow], page: 1, pageSize: 100, total: 1 } });
    const { page } = await dashboard.open('/o/demo/servers?search=npx');
    await page.getByRole('link', { name: 'Files of the team' }).click();
    await page.getByText('npx -y @modelcontextprotocol/server-filesystem /srv/files').waitFor();
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    expect(await page.getByLabel('Name of variable 1').inputValue()).toBe('API_TOKEN');
    expect(await page.getByLabel('Value of variable 1').inputValue()).toBe('');
    await page.getByLabel('Arguments').fill('-y');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => sent('/mcp_01hosted').length).toBe(1);
    expect(sent('/mcp_01hosted')[0]?.body).toEqual({
      connectionConfig: { timeoutSeconds: 30, command: 'npx', args: ['-y'], env: { API_TOKEN: '' }, cwd: null },
    });
  });
});

describe('ingest keys', () => {
  for (const view of VIEWS) {
    it(`are silent and sound at ${view.width} px in the ${view.theme} theme`, async () => {
      const { page, complaints } = await dashboard.open(`${STORE}?tab=ingest`, view);
      await page.getByRole('cell', { name: 'production' }).waitFor();
      expect(await pageFaults(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
  }

  it('are shown once when made, and revoked after one question', async () => {
    const { page } = await dashboard.open(`${STORE}?tab=ingest`);
    await page.getByRole('button', { name: 'Create ingest key' }).click();
    await page.getByRole('dialog', { name: 'Create ingest key' }).getByLabel('Name').fill('staging');
    await page.keyboard.press('Enter');
    await page.getByText(/^ami_q1W2e3R4t5Y6_/).waitFor();
    expect(sent('/ingest-keys')).toMatchObject([{ body: { serverId: 'mcp_01store', name: 'staging' } }]);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    expect(await page.getByText(/^ami_q1W2e3R4t5Y6_/).count()).toBe(0);
    await page.getByRole('button', { name: 'Revoke' }).click();
    const question = page.getByRole('alertdialog', { name: 'Revoke ingest key production?' });
    await question.getByRole('button', { name: 'Revoke ingest key' }).click();
    await expect.poll(() => sent(`/ingest-keys/${ingestKeys[0]?.id}`).map(({ method }) => method)).toEqual(['DELETE']);
  });

  it('say at the name that it is taken', async () => {
    dashboard.api.override(
      'POST /api/app/o/demo/ingest-keys',
      problem(409, 'conflict', 'Not made.', { fieldErrors: [{ field: 'name', message: 'is taken' }] }),
    );
    const { page } = await dashboard.open(`${STORE}?tab=ingest`);
    await page.getByRole('button', { name: 'Create ingest key' }).click();
    await page.getByLabel('Name').fill('production');
    await page.keyboard.press('Enter');
    await page.getByText('is taken', { exact: true }).waitFor();
  });

  it('say when there are none, and are no tab for an editor', async () => {
    dashboard.api.override('GET /api/app/o/demo/ingest-keys', { body: { rows: [] } });
    const admin = await dashboard.open(`${STORE}?tab=ingest`);
    await admin.page.getByRole('heading', { name: 'No ingest keys yet' }).waitFor();
    dashboard.actAs('editor');
    const { page } = await dashboard.open(`${STORE}?tab=ingest`);
    await page.getByRole('heading', { level: 1, name: 'Acme Store' }).waitFor();
    expect(await page.getByText('Ingest keys').count()).toBe(0);
  });
});

it('offers an API key no role above the own one', async () => {
  dashboard.actAs('editor');
  const { page } = await dashboard.open('/o/demo/settings/api-keys');
  await page.getByRole('button', { name: 'Create key' }).click();
  const roles = page.getByRole('dialog', { name: 'Create key' }).getByLabel('Role').getByRole('option');
  expect(await roles.allTextContents()).toEqual(['viewer', 'editor']);
});
