// The account page and the way to a new organization, over the mock API: each state a person can meet.
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { dashboardForFile } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { session } from './mock-data.ts';
import { ownApps } from './mock-apps.ts';
import { account, loginSessions, twoFactorSetup } from './mock-people.ts';
import { faultAt, isFocused, pageFaults } from './page-faults.ts';

const PASSWORD = 'correct horse battery';

const dashboard = dashboardForFile();

/** An override answers whatever begins so: the sessions and apps are told apart first. */
const withAccount = (change: Readonly<Record<string, unknown>>, user: Readonly<Record<string, unknown>> = {}): void => {
  dashboard.api.override('GET /api/app/account/sessions', { body: { rows: loginSessions } });
  dashboard.api.override('GET /api/app/account/apps', { body: { rows: ownApps } });
  dashboard.api.override('GET /api/app/account', { body: { ...account, ...change, user: { ...account.user, ...user } } });
};
const sent = () => dashboard.api.sent.map(({ method, path, body }) => ({ call: `${method} ${path.replace('/api/app/', '')}`, body }));
const wrong = (field: string) =>
  problem(400, 'validation_failed', `${field}: is not right`, { fieldErrors: [{ field, message: 'is not right' }] });
const panel = (page: Page, name: string) => page.getByRole('region', { name });

async function openAccount(view = {}): Promise<Page> {
  const { page } = await dashboard.open('/account', view);
  await panel(page, 'Profile').waitFor();
  return page;
}

describe('the account page', () => {
  for (const view of [
    { width: 1280, theme: 'light' },
    { width: 1280, theme: 'dark' },
    { width: 390, theme: 'dark' },
  ] as const) {
    it(`is silent and sound at ${view.width} px in the ${view.theme} theme, at rest and while two-factor is set up`, async () => {
      const { page, complaints } = await dashboard.open('/account?from=side', view);
      await page.getByText('Safari on iOS').waitFor();
      expect(await pageFaults(page)).toEqual([]);
      await beginTwoFactor(page);
      expect(await pageFaults(page)).toEqual([]);
      await page.getByLabel('Code', { exact: true }).fill('123456');
      await page.getByRole('button', { name: 'Turn on' }).click();
      await page.getByText('Store these backup codes now').waitFor();
      expect(await pageFaults(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
  }

  it('is reached from the foot of the sidebar and leads back to the organization one came from', async () => {
    const { page } = await dashboard.open('/o/side');
    await page.getByRole('link', { name: 'Ada Byron' }).click();
    await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
    await page.getByRole('banner').getByRole('link', { name: 'Side Project' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/o/side');
  });

  it('is for who is signed in', async () => {
    dashboard.api.override('GET /api/app/session', problem(401, 'unauthenticated', 'Sign in.'));
    const { page } = await dashboard.open('/account');
    await page.getByRole('heading', { name: 'Sign in to Armature' }).waitFor();
    expect(new URL(page.url()).searchParams.get('next')).toBe('/account');
  });

  it('keeps the rest when the sessions cannot be loaded', async () => {
    dashboard.api.override('GET /api/app/account/sessions', problem(400, 'validation_failed', 'Not now.'));
    const { page } = await dashboard.open('/account');
    await page.getByRole('alert').filter({ hasText: 'Could not load the sessions' }).waitFor();
    expect(await panel(page, 'Profile').isVisible()).toBe(true);
  });

  it('has no password, second factor or address to confirm in single-user mode', async () => {
    dashboard.api.override('GET /api/app/session', { body: { ...session, singleUser: true } });
    withAccount({ hasPassword: false, providers: [] });
    const page = await openAccount();
    await panel(page, 'Sessions').waitFor();
    for (const name of ['Password', 'Two-factor sign-in', 'Sign-in providers']) expect(await panel(page, name).count()).toBe(0);
    expect(await page.getByLabel('E-mail').count()).toBe(0);
  });
});

describe('the profile', () => {
  it('saves a changed name, and only a changed one', async () => {
    const page = await openAccount();
    const save = panel(page, 'Profile').getByRole('button', { name: 'Save' });
    expect(await save.isDisabled()).toBe(true);
    await page.getByLabel('Name').fill(' Ada King ');
    await save.click();
    await page.getByText('Your name is saved').waitFor();
    expect(sent()).toEqual([{ call: 'PATCH account', body: { name: 'Ada King' } }]);
  });

  it('sends the confirmation mail again for an address that is not confirmed', async () => {
    withAccount({}, { emailVerified: false });
    const page = await openAccount();
    await panel(page, 'Profile').getByText('Not confirmed').waitFor();
    await panel(page, 'Profile').getByRole('button', { name: 'Send the link again' }).click();
    await page.getByText('Look in the inbox of ada@example.com.').waitFor();
  });
});

describe('the password', () => {
  it('is changed with the present one, and wants both again when that is wrong', async () => {
    dashboard.api.override('POST /api/app/account/password', wrong('currentPassword'));
    const page = await openAccount();
    const form = panel(page, 'Password');
    await form.getByLabel('Current password').fill('not this one');
    await form.getByLabel('New password').fill(PASSWORD);
    await form.getByRole('button', { name: 'Change password' }).click();
    await expect.poll(() => faultAt(page, 'Current password')).toBe('Wrong password.');
    expect(await isFocused(page, 'Current password')).toBe(true);
    expect(await form.getByLabel('New password').inputValue()).toBe('');
    expect(new URL(page.url()).pathname).toBe('/account');

    dashboard.api.override('POST /api/app/account/password', undefined);
    await form.getByLabel('Current password').fill('the old one, it is');
    await form.getByLabel('New password').fill(PASSWORD);
    await form.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('All other sessions have ended.').waitFor();
    expect(sent().at(-1)?.body).toEqual({ currentPassword: 'the old one, it is', newPassword: PASSWORD });
    expect(await form.getByLabel('Current password').inputValue()).toBe('');
    expect(await faultAt(page, 'New password')).toBeNull();
  });

  it('is set without a present one by who came through a provider, before a second factor', async () => {
    withAccount({ hasPassword: false });
    const page = await openAccount();
    await page.getByText('Set a password first').waitFor();
    expect(await page.getByLabel('Current password').count()).toBe(0);
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Set password' }).click();
    await expect.poll(sent).toEqual([{ call: 'POST account/password', body: { newPassword: PASSWORD } }]);
  });
});

describe('two-factor', () => {
  it('is set up by keyboard alone: password, key, code, backup codes that are shown once', async () => {
    const page = await openAccount();
    await page.getByRole('button', { name: 'Set up two-factor' }).press('Enter');
    await expect.poll(() => isFocused(page, 'Your password')).toBe(true);
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await expect.poll(() => isFocused(page, 'Code')).toBe(true);
    expect(await page.getByLabel('Key', { exact: true }).textContent()).toBe(twoFactorSetup.secret);
    expect(await page.getByRole('link', { name: 'Open in the app on this device' }).getAttribute('href')).toBe(twoFactorSetup.uri);
    await page.keyboard.type('123 456');
    withAccount({}, { twoFactorEnabled: true });
    await page.keyboard.press('Enter');
    const codes = page.getByLabel('Backup codes', { exact: true });
    await codes.waitFor();
    expect((await codes.textContent())?.split('\n')).toEqual(twoFactorSetup.backupCodes);
    await page.getByRole('button', { name: 'I have stored them' }).click();
    await panel(page, 'Two-factor sign-in').getByText('On', { exact: true }).waitFor();
    expect(await codes.count()).toBe(0);
    expect(sent()).toEqual([
      { call: 'POST account/two-factor', body: { password: PASSWORD } },
      { call: 'POST account/two-factor/confirm', body: { code: '123456' } },
    ]);
  });

  it('is not on before the first code is right', async () => {
    dashboard.api.override('POST /api/app/account/two-factor/confirm', wrong('code'));
    const page = await openAccount();
    await beginTwoFactor(page);
    await page.getByLabel('Code', { exact: true }).fill('000000');
    await page.getByRole('button', { name: 'Turn on' }).click();
    await expect.poll(() => faultAt(page, 'Code')).toContain('Wrong code.');
    expect(await page.getByText('Store these backup codes now').count()).toBe(0);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Set up two-factor' }).waitFor();
  });

  it('lets the backup codes be downloaded, and made anew with the password', async () => {
    withAccount({}, { twoFactorEnabled: true });
    const page = await openAccount();
    await page.getByRole('button', { name: 'New backup codes' }).click();
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Make new codes' }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('armature-backup-codes.txt');
    const text = await readFile(await download.path(), 'utf8');
    for (const code of twoFactorSetup.backupCodes) expect(text).toContain(code);
  });

  it('is turned off with the password only', async () => {
    withAccount({}, { twoFactorEnabled: true });
    dashboard.api.override('POST /api/app/account/two-factor/disable', wrong('password'));
    const page = await openAccount();
    await panel(page, 'Two-factor sign-in').getByRole('button', { name: 'Turn off' }).click();
    await page.getByLabel('Your password').fill('not this one');
    await page.getByRole('button', { name: 'Turn off' }).click();
    await expect.poll(() => faultAt(page, 'Your password')).toBe('Wrong password.');
    dashboard.api.override('POST /api/app/account/two-factor/disable', undefined);
    withAccount({});
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Turn off' }).click();
    await page.getByText('Two-factor is off').waitFor();
    await page.getByRole('button', { name: 'Set up two-factor' }).waitFor();
  });
});

describe('sessions', () => {
  it('mark this browser, which cannot be ended here, and end another once confirmed', async () => {
    const page = await openAccount();
    const rows = panel(page, 'Sessions').getByRole('row');
    await rows.filter({ hasText: 'Chrome on Linux' }).getByText('This browser').waitFor();
    expect(await rows.filter({ hasText: 'Chrome on Linux' }).getByRole('button').count()).toBe(0);
    await page.getByRole('button', { name: 'End the session of Safari on iOS' }).click();
    const question = page.getByRole('alertdialog', { name: 'End the session of Safari on iOS?' });
    await question.getByRole('button', { name: 'End session' }).click();
    await page.getByText('The session has ended').waitFor();
    expect(sent().map(({ call }) => call)).toEqual(['DELETE account/sessions/sid_phone']);
  });

  it('end all but this one', async () => {
    const page = await openAccount();
    await page.getByRole('button', { name: 'End all others' }).click();
    dashboard.api.override('GET /api/app/account/sessions', { body: { rows: loginSessions.slice(0, 1) } });
    await page.getByRole('alertdialog').getByRole('button', { name: 'End sessions' }).click();
    await page.getByText('All other sessions have ended').waitFor();
    expect(sent().map(({ call }) => call)).toEqual(['DELETE account/sessions']);
    await expect.poll(() => page.getByRole('button', { name: 'End all others' }).count()).toBe(0);
  });
});

describe('organizations', () => {
  it('are left once confirmed, except by their owner', async () => {
    const page = await openAccount();
    expect(await page.getByRole('button', { name: 'Leave Acme Engineering' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Leave Side Project' }).click();
    await page.getByRole('alertdialog', { name: 'Leave Side Project?' }).getByRole('button', { name: 'Leave' }).click();
    await page.getByText('You have left Side Project').waitFor();
    expect(sent()).toEqual([{ call: 'POST o/side/leave', body: {} }]);
  });

  it('can be none', async () => {
    withAccount({ organizations: [] });
    dashboard.api.override('GET /api/app/session', { body: { ...session, organizations: [] } });
    const page = await openAccount();
    await page.getByText('You are in no organization yet.').waitFor();
    expect(await pageFaults(page)).toEqual([]);
  });

  it('are made from the switcher, on a phone too', async () => {
    const { page } = await dashboard.open('/o/demo', { width: 390 });
    await page.getByRole('button', { name: 'Open menu' }).click();
    await page.getByRole('button', { name: 'Organization Acme Engineering' }).click();
    await page.getByRole('menuitem', { name: 'New organization' }).click();
    const dialog = page.getByRole('dialog', { name: 'New organization' });
    await dialog.getByLabel('Name').fill('Third Thing');
    expect(await dialog.getByLabel('Address').inputValue()).toBe('third-thing');
    dashboard.api.override('GET /api/app/session', {
      body: {
        ...session,
        organizations: [...session.organizations, { id: 'org_new', slug: 'third-thing', name: 'Third Thing', role: 'owner' }],
      },
    });
    await dialog.getByRole('button', { name: 'Create organization' }).click();
    await page.waitForURL(/\/o\/third-thing$/);
    await page.getByRole('banner').getByText('Third Thing').waitFor();
    expect(sent()).toEqual([{ call: 'POST account/organizations', body: { name: 'Third Thing', slug: 'third-thing' } }]);
  });
});

describe('sign-in providers', () => {
  it('say which are linked, and how the others become so', async () => {
    const page = await openAccount();
    const providers = panel(page, 'Sign-in providers');
    expect(await providers.getByRole('listitem').filter({ hasText: 'Google' }).innerText()).toContain('Linked');
    expect(await providers.getByRole('listitem').filter({ hasText: 'GitHub' }).innerText()).toContain(
      'whose confirmed address is ada@example.com',
    );
  });
});

async function beginTwoFactor(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Set up two-factor' }).click();
  await page.getByLabel('Your password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Code', { exact: true }).waitFor();
}
