// OAuth profiles of a server over the mock API, in a real browser.
import { describe, expect, it } from 'vitest';
import { VIEWS, dashboardForFile } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { CONNECTED, ENDED, ENDING, oauthProfiles } from './mock-organization.ts';
import { pageFaults } from './page-faults.ts';

const STORE = '/o/demo/servers/mcp_01store';
const REST = '/api/armature/v1/mcp-servers';
const PROFILES = `GET ${REST}/mcp_01store/auth-profiles`;
const CONNECT = 'POST /api/app/o/demo/servers/mcp_01store/auth-profiles/auth_oauth/connect';

const dashboard = dashboardForFile();

const grantIs = (grant: object): void => dashboard.api.override(PROFILES, { body: oauthProfiles(grant) });
const sent = (end: string) => dashboard.api.sent.filter(({ path }) => path.endsWith(end));

describe('an OAuth profile', () => {
  for (const view of VIEWS) {
    for (const [name, grant] of Object.entries({ pending: {}, connected: CONNECTED, ended: ENDED, ending: ENDING })) {
      it(`is silent and sound while ${name} at ${view.width} px in the ${view.theme} theme`, async () => {
        grantIs(grant);
        const { page, complaints } = await dashboard.open(`${STORE}?tab=auth`, view);
        await page.getByText('OAuth, signed in by a person').waitFor();
        expect(await pageFaults(page)).toEqual([]);
        expect(complaints).toEqual([]);
      });
    }
  }

  it('is opened with Connect in focus, and Connect leaves for the address the server names', async () => {
    grantIs({});
    dashboard.api.override(CONNECT, { body: { authorizationUrl: `${dashboard.api.url}/sign-in?next=of-the-server` } });
    const { page } = await dashboard.open(`${STORE}?tab=auth&connect=auth_oauth`);
    const button = page.getByRole('listitem').getByRole('button', { name: 'Connect Shop account' });
    await expect.poll(() => button.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.waitForURL(/next=of-the-server/);
    expect(sent('/connect')).toHaveLength(1);
  });

  it('does not follow an address that is no web address', async () => {
    grantIs({});
    dashboard.api.override(CONNECT, { body: { authorizationUrl: 'javascript:document.title="followed"' } });
    const { page } = await dashboard.open(`${STORE}?tab=auth`);
    await page.getByRole('listitem').getByRole('button', { name: 'Connect Shop account' }).click();
    await page.getByText('The server named no web address to sign in at.').first().waitFor();
    expect(await page.title()).not.toBe('followed');
  });

  it('says why when the sign-in cannot begin', async () => {
    grantIs({});
    dashboard.api.override(CONNECT, problem(400, 'validation_failed', 'The server names no authorization server.'));
    const { page } = await dashboard.open(`${STORE}?tab=auth`);
    await page.getByRole('listitem').getByRole('button', { name: 'Connect Shop account' }).click();
    await page.getByText('The server names no authorization server.').first().waitFor();
  });

  it('tells on the way back that it is connected and until when, and the note can be put away', async () => {
    grantIs(CONNECTED);
    const { page } = await dashboard.open(`${STORE}?tab=auth&connected=auth_oauth`);
    await page.getByText('Shop account is connected').waitFor();
    await page.getByText('until in 3 days').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.waitForURL((url) => !url.searchParams.has('connected'));
    expect(await page.getByText('Shop account is connected').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Reconnect Shop account' }).count()).toBe(1);
  });

  it('has a sentence for each problem of the way back, and none of its own words for another', async () => {
    grantIs({});
    for (const [word, sentence] of [
      ['denied', 'Consent was not given.'],
      ['expired', 'It took longer than ten minutes'],
      ['mismatch', 'does not belong to this sign-in'],
      ['failed', 'did not give a token'],
      ['<b>else</b>', 'did not give a token'],
    ] as const) {
      const { page } = await dashboard.open(`${STORE}?tab=auth&problem=${encodeURIComponent(word)}`);
      const alert = page.getByRole('alert').filter({ hasText: sentence });
      await alert.waitFor();
      expect(await alert.textContent()).not.toContain('else');
    }
  });

  it('asks for renewal on the server page, and on the list for a server whose credential failed', async () => {
    grantIs(ENDED);
    const { page } = await dashboard.open(STORE);
    await page.getByText('Auth profile Shop account needs renewal').waitFor();
    await page.getByRole('button', { name: 'Reconnect Shop account' }).waitFor();
    dashboard.api.override(`GET ${REST}/mcp_01billing/auth-profiles`, { body: oauthProfiles(ENDED) });
    const list = await dashboard.open('/o/demo/servers');
    await list.page.getByText(/^Billing gateway .*: auth profile Shop account needs renewal$/).waitFor();
    expect(await list.page.getByRole('button', { name: 'Reconnect Shop account' }).count()).toBe(1);
  });

  it('warns before a grant ends that cannot be renewed', async () => {
    grantIs(ENDING);
    const { page } = await dashboard.open(STORE);
    await page.getByText('Auth profile Shop account ends soon').waitFor();
    await page.getByText('The server gave no refresh token', { exact: false }).waitFor();
  });

  it('shows a viewer the state and nothing to press', async () => {
    dashboard.actAs('viewer');
    grantIs(ENDED);
    const { page } = await dashboard.open(`${STORE}?tab=auth`);
    await page.getByText('Needs renewal', { exact: true }).waitFor();
    expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
  });

  it('sends a change of client credentials without the secret that was not typed again, and clears what was emptied', async () => {
    const oauth = { tokenUrl: 'https://auth.example.com/token', clientId: 'armature', scopes: ['read', 'write'], audience: 'shop' };
    grantIs({
      kind: 'oauth_client_credentials',
      oauth: { ...oauth, authorizationUrl: null, authMethod: 'client_secret_post', signingAlgorithm: null },
      secretSetAt: '2026-01-01T00:00:00.000Z',
      grantState: 'connected',
    });
    const { page } = await dashboard.open(`${STORE}?tab=auth`);
    await page.getByRole('button', { name: 'Actions of Shop account' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Auth profile Shop account' });
    expect(await dialog.getByLabel('Client secret').inputValue()).toBe('');
    await dialog.getByLabel('Scopes').fill('read');
    await dialog.getByLabel('Audience').fill('');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => sent('/auth-profiles/auth_oauth').length).toBe(1);
    expect(sent('/auth-profiles/auth_oauth')[0]?.body).toEqual({
      name: 'Shop account',
      kind: 'oauth_client_credentials',
      tokenUrl: 'https://auth.example.com/token',
      clientId: 'armature',
      authMethod: 'client_secret_post',
      scopes: ['read'],
      audience: null,
    });
  });
});
