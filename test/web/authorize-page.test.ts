// An application asks, and the lists of those that were let in, over the mock API: what a person sees before and after deciding.
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { dashboardForFile, VIEWS } from './dashboard.ts';
import type { View } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { RETURN_TO, review } from './mock-apps.ts';
import { pageFaults } from './page-faults.ts';

const SEARCH = `?response_type=code&client_id=https%3A%2F%2Feditor.example%2Fclient.json&redirect_uri=${encodeURIComponent(RETURN_TO)}&state=st4te`;

const dashboard = dashboardForFile();

async function openRequest(view: View = {}) {
  const opened = await dashboard.open(`/authorize${SEARCH}`, view);
  // the application's own program, which is not running here
  await opened.page.route(`${RETURN_TO}**`, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Back in the editor</h1>' }));
  await opened.page.getByRole('button', { name: 'Allow' }).waitFor();
  return opened;
}
const sent = () => dashboard.api.sent.map(({ method, path, body }) => ({ call: `${method} ${path.replace('/api/app/', '')}`, body }));
const optionsOf = (page: Page, label: string) => page.getByLabel(label).locator('option').allInnerTexts();

describe('an application that asks', () => {
  for (const view of VIEWS) {
    it(`is shown silent and sound at ${view.width} px in the ${view.theme} theme`, async () => {
      const { page, complaints } = await openRequest(view);
      const asker = page.getByRole('region', { name: 'Who asks' });
      expect(await asker.innerText()).toContain('“Example Editor”');
      expect(await asker.innerText()).toContain('editor.example');
      expect(await asker.innerText()).toContain('this computer');
      expect(await asker.innerText()).toContain('Armature has not checked who made it');
      expect(await pageFaults(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
  }

  it('gets the first organization with one’s own role, and is answered', async () => {
    const { page } = await openRequest();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { name: 'Back in the editor' }).waitFor();
    expect(new URL(page.url()).searchParams.get('code')).toBe('c0de');
    expect(sent()).toEqual([{ call: 'POST authorize', body: { decision: 'allow', search: SEARCH, organization: 'demo', role: 'owner' } }]);
  });

  it('gets nothing from a click that was begun on another page', async () => {
    const { page } = await openRequest();
    const allow = page.getByRole('button', { name: 'Allow' });
    await expect.poll(() => allow.getAttribute('aria-disabled')).toBe('false');
    // that page lies over this one until the second click of a double click
    await page.evaluate("window.dispatchEvent(new Event('blur'))");
    await expect.poll(() => allow.getAttribute('aria-disabled')).toBe('true');
    await allow.click({ force: true });
    expect(sent()).toEqual([]);
    await page.evaluate("window.dispatchEvent(new Event('focus'))");
    await allow.click();
    await page.getByRole('heading', { name: 'Back in the editor' }).waitFor();
    expect(sent()).toHaveLength(1);
  });

  it('gets another organization, and less than one’s own role there', async () => {
    const { page } = await openRequest({ width: 390, theme: 'dark' });
    expect(await optionsOf(page, 'Role at most')).toEqual(['viewer', 'editor', 'admin', 'owner (your own)']);
    await page.getByLabel('Organization').selectOption('Side Project');
    expect(await optionsOf(page, 'Role at most')).toEqual(['viewer', 'editor (your own)']);
    await page.getByLabel('Role at most').selectOption('viewer');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { name: 'Back in the editor' }).waitFor();
    expect(sent()[0]?.body).toEqual({ decision: 'allow', search: SEARCH, organization: 'side', role: 'viewer' });
  });

  it('is told no', async () => {
    const { page } = await openRequest();
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByRole('heading', { name: 'Back in the editor' }).waitFor();
    expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
    expect(sent()).toEqual([{ call: 'POST authorize', body: { decision: 'deny', search: SEARCH } }]);
  });

  it('gets nothing twice, and what the server refuses is said', async () => {
    dashboard.api.override('POST /api/app/authorize', problem(409, 'conflict', 'You have 50 connected apps in this organization.'));
    const { page } = await openRequest();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('alert').filter({ hasText: 'You have 50 connected apps' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/authorize');
  });

  it('that wants to be answered by a script is not left for', async () => {
    dashboard.api.override('POST /api/app/authorize', { body: { returnTo: 'javascript:document.title="owned"' } });
    const { page } = await openRequest();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('alert').filter({ hasText: 'cannot be opened' }).waitFor();
    expect(await page.title()).not.toBe('owned');
  });

  it('leads to sign-in first, and back to the same request', async () => {
    dashboard.api.override('GET /api/app/session', problem(401, 'unauthenticated', 'Sign in.'));
    const { page } = await dashboard.open(`/authorize${SEARCH}`);
    await page.getByRole('heading', { name: 'Sign in to Armature' }).waitFor();
    const next = new URL(new URL(page.url()).searchParams.get('next') ?? '', 'http://here.invalid');
    expect(next.pathname).toBe('/authorize');
    expect(Object.fromEntries(next.searchParams)).toEqual(Object.fromEntries(new URLSearchParams(SEARCH)));
  });

  it('cannot be let in by who is in no organization', async () => {
    dashboard.api.override('GET /api/app/authorize', { body: { review: { ...review, organizations: [] } } });
    const { page } = await openRequest();
    await page.getByText('You are in no organization yet').waitFor();
    expect(await page.getByRole('button', { name: 'Allow' }).isDisabled()).toBe(true);
  });
});

describe('a request that cannot be granted', () => {
  const refused = (returnTo?: string) => ({
    refused: { problem: { error: 'invalid_target', description: 'resource must be another one' }, returnTo },
  });

  for (const view of VIEWS) {
    it(`says why, and leads back only when asked to, at ${view.width} px in the ${view.theme} theme`, async () => {
      dashboard.api.override('GET /api/app/authorize', { body: refused(`${RETURN_TO}?error=invalid_target`) });
      const { page, complaints } = await dashboard.open(`/authorize${SEARCH}`, view);
      await page.getByRole('heading', { name: 'This request cannot be granted' }).waitFor();
      await page.getByText('resource must be another one').waitFor();
      const back = page.getByRole('link', { name: 'Tell the application, at 127.0.0.1:33418' });
      expect(await back.getAttribute('href')).toBe(`${RETURN_TO}?error=invalid_target`);
      expect(await pageFaults(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
  }

  it('has no way back to an address that is not the application’s', async () => {
    dashboard.api.override('GET /api/app/authorize', { body: refused() });
    const { page } = await dashboard.open(`/authorize${SEARCH}`);
    await page.getByRole('link', { name: 'Open Armature' }).waitFor();
    expect(await page.getByRole('link', { name: /Tell the application/ }).count()).toBe(0);
  });
});

describe('connected apps', () => {
  for (const view of VIEWS) {
    it(`stand on the account page at ${view.width} px in the ${view.theme} theme, and are disconnected once confirmed`, async () => {
      const { page, complaints } = await dashboard.open('/account', view);
      const panel = page.getByRole('region', { name: 'Connected apps' });
      await panel.getByText('Example Editor').waitFor();
      expect(await pageFaults(page)).toEqual([]);
      await panel.getByRole('button', { name: 'Disconnect Example Editor' }).click();
      await page.getByRole('alertdialog', { name: 'Disconnect Example Editor?' }).getByRole('button', { name: 'Disconnect' }).click();
      await page.getByText('Example Editor is disconnected').waitFor();
      expect(sent().map(({ call }) => call)).toEqual(['DELETE account/apps/app_editor']);
      expect(complaints).toEqual([]);
    });
  }

  it('of all members stand beside the keys for who looks after the organization, and for nobody else', async () => {
    dashboard.actAs('admin');
    const { page } = await dashboard.open('/o/demo/settings/api-keys');
    const panel = page.getByRole('region', { name: 'Connected apps' });
    await panel.getByRole('row').filter({ hasText: 'Example Editor' }).getByText('Ben Okri').waitFor();
    expect(await pageFaults(page)).toEqual([]);
    await panel.getByRole('button', { name: 'Disconnect Example Editor' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('Example Editor is disconnected').waitFor();
    expect(sent().map(({ call }) => call)).toEqual(['DELETE o/demo/apps/app_editor']);

    dashboard.actAs('editor');
    const { page: editors } = await dashboard.open('/o/demo/settings/api-keys');
    await editors.getByRole('heading', { level: 1, name: 'API keys' }).waitFor();
    await editors.getByRole('table').first().waitFor();
    expect(await editors.getByRole('region', { name: 'Connected apps' }).count()).toBe(0);
  });
});
