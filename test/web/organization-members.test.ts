// Members, invitations and the ownership of an organization over the mock API, in a real browser.
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { VIEWS, dashboardForFile } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { INVITATION_URL, members, offerTo } from './mock-organization.ts';
import { pageFaults } from './page-faults.ts';

const MEMBERS = '/o/demo/settings/members';
const GENERAL = '/o/demo/settings/general';
const API = '/api/app/o/demo';

const dashboard = dashboardForFile();

const sent = (end: string) => dashboard.api.sent.filter(({ path }) => path.endsWith(end));

/** From the menu of a row, by keyboard as anybody may. */
async function choose(page: Page, menu: string, action: string): Promise<void> {
  await page.getByRole('button', { name: menu }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

describe('members', () => {
  for (const view of VIEWS) {
    it(`are silent and sound at ${view.width} px in the ${view.theme} theme, the invite dialog too`, async () => {
      const { page, complaints } = await dashboard.open(MEMBERS, view);
      await page.getByRole('cell', { name: 'Ben Turing', exact: true }).waitFor();
      expect(await pageFaults(page)).toEqual([]);
      await page.getByRole('button', { name: 'Invite' }).click();
      await page.getByRole('dialog', { name: 'Invite' }).waitFor();
      expect(await pageFaults(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
  }

  it('marks you, and offers no action on you or on the owner', async () => {
    dashboard.actAs('admin');
    dashboard.api.override(`GET ${API}/members`, {
      body: { rows: members.map((member) => ({ ...member, isYou: member.userId === 'usr_ben' })) },
    });
    const { page } = await dashboard.open(MEMBERS);
    const you = page.getByRole('row', { name: /Ben Turing/ });
    await you.getByText('you', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: /^Actions of (Ada|Ben)/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Actions of Vera/ }).count()).toBe(1);
  });

  it('shows a viewer the names and neither addresses nor anything to manage', async () => {
    dashboard.actAs('viewer');
    dashboard.api.override(`GET ${API}/members`, { body: { rows: members.map((member) => ({ ...member, email: null })) } });
    const { page } = await dashboard.open(MEMBERS);
    await page.getByRole('cell', { name: 'Ben Turing', exact: true }).waitFor();
    expect(await page.getByRole('columnheader').allTextContents()).toEqual(['Name', 'Role', 'Joined']);
    expect(await page.getByRole('button', { name: /Invite|Actions of/ }).count()).toBe(0);
    expect(await page.getByText('Pending invitations').count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
  });

  it('says so when you are alone, and offers to invite', async () => {
    dashboard.api.override(`GET ${API}/members`, { body: { rows: members.slice(0, 1) } });
    dashboard.api.override(`GET ${API}/invitations`, { body: { rows: [] } });
    const { page } = await dashboard.open(MEMBERS);
    await page.getByRole('heading', { name: 'Only you so far' }).waitFor();
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByRole('dialog', { name: 'Invite' }).waitFor();
    expect(await page.getByText('Pending invitations').count()).toBe(0);
  });

  it('changes a role by keyboard alone', async () => {
    const { page } = await dashboard.open(MEMBERS);
    await page.getByRole('button', { name: 'Actions of Ben Turing' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Change role' }).waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Role of Ben Turing' });
    await dialog.getByRole('radio', { name: /^editor/ }).focus();
    await page.keyboard.press('ArrowDown');
    await dialog.getByRole('button', { name: 'Change role' }).press('Enter');
    await page.getByText('Ben Turing is admin now').waitFor();
    expect(sent('/members/usr_ben')).toMatchObject([{ method: 'PATCH', body: { role: 'admin' } }]);
  });

  it('keeps the dialog and says why when a role is refused', async () => {
    dashboard.api.override(`PATCH ${API}/members`, problem(403, 'forbidden_role', 'This needs the role admin.'));
    const { page } = await dashboard.open(MEMBERS);
    await choose(page, 'Actions of Ben Turing', 'Change role');
    const dialog = page.getByRole('dialog', { name: 'Role of Ben Turing' });
    await dialog.getByRole('radio', { name: /^viewer/ }).check();
    await dialog.getByRole('button', { name: 'Change role' }).click();
    await dialog.getByText('This needs the role admin.').waitFor();
  });

  it('asks once before a member is removed, naming them', async () => {
    const { page } = await dashboard.open(MEMBERS);
    await choose(page, 'Actions of Ben Turing', 'Remove');
    const question = page.getByRole('alertdialog', { name: 'Remove Ben Turing?' });
    expect(sent('/members/usr_ben')).toEqual([]);
    await question.getByRole('button', { name: 'Remove member' }).click();
    await expect.poll(() => sent('/members/usr_ben').map(({ method }) => method)).toEqual(['DELETE']);
  });

  it('keeps the rest of the page when the members cannot be loaded', async () => {
    dashboard.api.override(`GET ${API}/members`, problem(400, 'validation_failed', 'The members are being counted.'));
    const { page } = await dashboard.open(MEMBERS);
    await page.getByRole('alert').filter({ hasText: 'Could not load members' }).waitFor();
    await page.getByText('cleo@example.com').waitFor();
  });
});

describe('invitations', () => {
  it('go by e-mail with a role, and no link is shown', async () => {
    const { page } = await dashboard.open(MEMBERS);
    await page.getByRole('button', { name: 'Invite' }).click();
    const dialog = page.getByRole('dialog', { name: 'Invite' });
    expect(await dialog.getByRole('button', { name: 'Send invitation' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox', { name: 'E-mail' }).fill('dora@example.com');
    await dialog.getByRole('radio', { name: /^editor/ }).check();
    await dialog.getByRole('button', { name: 'Send invitation' }).click();
    await page.getByText('The invitation of dora@example.com is on its way').waitFor();
    expect(sent('/invitations')).toMatchObject([{ body: { email: 'dora@example.com', role: 'editor' } }]);
    expect(await page.getByText(INVITATION_URL).count()).toBe(0);
  });

  it('show a link once, with Copy, and it is gone when the page is opened again', async () => {
    const { page } = await dashboard.open(MEMBERS);
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByRole('tab', { name: 'As a link' }).click();
    await page.getByRole('button', { name: 'Make link' }).click();
    await page.getByText(INVITATION_URL).waitFor();
    expect(sent('/invitations')).toMatchObject([{ body: { role: 'viewer' } }]);
    expect(sent('/invitations')[0]?.body).not.toHaveProperty('email');
    await page.getByRole('button', { name: 'Copy invitation link' }).waitFor();
    expect(await pageFaults(page)).toEqual([]);
    await page.reload();
    await page.getByText('cleo@example.com').waitFor();
    expect(await page.getByText(INVITATION_URL).count()).toBe(0);
  });

  it('hand over the link of an e-mail invitation where the instance sends no mail', async () => {
    dashboard.api.override(`POST ${API}/invitations`, {
      status: 201,
      body: {
        invitation: { id: 'inv_new', email: 'dora@example.com', role: 'viewer', state: 'pending', mailState: 'none' },
        url: INVITATION_URL,
      },
    });
    const { page } = await dashboard.open(MEMBERS);
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByRole('textbox', { name: 'E-mail' }).fill('dora@example.com');
    await page.keyboard.press('Enter');
    await page.getByText('This instance sends no mail', { exact: false }).waitFor();
    await page.getByText(INVITATION_URL).waitFor();
  });

  it('keep what was typed and put the refusal at the address', async () => {
    dashboard.api.override(
      `POST ${API}/invitations`,
      problem(409, 'conflict', 'The invitation was not made.', { fieldErrors: [{ field: 'email', message: 'is a member already' }] }),
    );
    const { page } = await dashboard.open(MEMBERS);
    await page.getByRole('button', { name: 'Invite' }).click();
    const email = page.getByRole('textbox', { name: 'E-mail' });
    await email.fill('ben@example.com');
    await page.keyboard.press('Enter');
    await page.getByText('is a member already').waitFor();
    expect(await email.getAttribute('aria-invalid')).toBe('true');
    expect(await email.inputValue()).toBe('ben@example.com');
  });

  it('are sent again, and a link comes anew', async () => {
    const { page } = await dashboard.open(MEMBERS);
    await choose(page, 'Actions of the invitation of cleo@example.com', 'Send again');
    await page.getByText('The invitation of cleo@example.com is on its way').waitFor();
    await choose(page, 'Actions of the invitation by link (editor)', 'New link');
    await page.getByText(INVITATION_URL).waitFor();
    expect(sent('/resend').map(({ path }) => path.split('/').at(-2))).toEqual(['inv_mail', 'inv_link']);
  });

  it('are revoked after one question', async () => {
    const { page } = await dashboard.open(MEMBERS);
    await choose(page, 'Actions of the invitation of cleo@example.com', 'Revoke');
    const question = page.getByRole('alertdialog', { name: 'Revoke the invitation of cleo@example.com?' });
    await question.getByRole('button', { name: 'Revoke invitation' }).click();
    await expect.poll(() => sent('/invitations/inv_mail').map(({ method }) => method)).toEqual(['DELETE']);
  });
});

describe('ownership', () => {
  for (const view of VIEWS) {
    it(`is silent and sound in General at ${view.width} px in the ${view.theme} theme`, async () => {
      dashboard.api.override(`GET ${API}/ownership`, { body: offerTo(false) });
      const { page, complaints } = await dashboard.open(GENERAL, view);
      await page.getByText('Offered to Ben Turing, who has not answered yet.').waitFor();
      expect(await pageFaults(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
  }

  it('is offered to a member after one question that names both', async () => {
    const { page } = await dashboard.open(GENERAL);
    const transfer = page.getByRole('button', { name: 'Transfer' });
    expect(await transfer.isDisabled()).toBe(true);
    await page.getByLabel('New owner').selectOption({ label: 'Ben Turing' });
    await transfer.click();
    const question = page.getByRole('alertdialog', { name: 'Offer Acme Engineering to Ben Turing?' });
    await question.getByRole('button', { name: 'Offer ownership' }).click();
    await expect.poll(() => sent('/ownership')).toMatchObject([{ method: 'POST', body: { userId: 'usr_ben' } }]);
  });

  it('can be withdrawn by the owner while it waits', async () => {
    dashboard.api.override(`GET ${API}/ownership`, { body: offerTo(false) });
    const { page } = await dashboard.open(GENERAL);
    await page.getByRole('button', { name: 'Withdraw' }).click();
    await expect.poll(() => sent('/ownership').map(({ method }) => method)).toEqual(['DELETE']);
    expect(await page.getByLabel('New owner').count()).toBe(0);
  });

  it('shows its offer to the one it is made to, who accepts after one question', async () => {
    dashboard.actAs('editor');
    dashboard.api.override(`GET ${API}/ownership`, { body: offerTo(true) });
    const { page } = await dashboard.open(MEMBERS);
    await page.getByText('You are offered the ownership of Acme Engineering').waitFor();
    await page.getByRole('button', { name: 'Accept ownership' }).click();
    const question = page.getByRole('alertdialog', { name: 'Own Acme Engineering?' });
    await question.getByRole('button', { name: 'Accept ownership' }).click();
    await expect.poll(() => sent('/ownership/accept').length).toBe(1);
  });

  it('offers to invite somebody first when the owner is alone', async () => {
    dashboard.api.override(`GET ${API}/members`, { body: { rows: members.slice(0, 1) } });
    const { page } = await dashboard.open(GENERAL);
    await page.getByRole('link', { name: 'Invite somebody' }).click();
    await page.getByRole('heading', { name: 'Only you so far' }).waitFor();
  });

  it('shows the danger zone to the owner alone, and forms to admins alone', async () => {
    dashboard.actAs('admin');
    const admin = await dashboard.open(GENERAL);
    await admin.page.getByLabel('Name').waitFor();
    expect(await admin.page.getByText('Danger zone').count()).toBe(0);
    dashboard.actAs('viewer');
    const viewer = await dashboard.open(GENERAL);
    await viewer.page.getByRole('main').getByText('Acme Engineering').waitFor();
    expect(await viewer.page.getByRole('main').getByRole('textbox').count()).toBe(0);
    expect(await pageFaults(viewer.page)).toEqual([]);
  });

  it('tells admins in a quiet line what scripts run in, and nothing where that is not known', async () => {
    dashboard.actAs('admin');
    const { page } = await dashboard.open(GENERAL);
    const line = page.getByRole('region', { name: 'This instance' });
    await line.getByText('quickjs 3.0.2 in a process of its own, own network, own processes, own user, prlimit').waitFor();
    await line.getByText('What would make it stronger').click();
    await line.getByText('Bubblewrap is not installed').waitFor();
    expect(await pageFaults(page)).toEqual([]);
    dashboard.api.override('GET /readyz', { status: 503, body: { ok: false } });
    const other = await dashboard.open(GENERAL);
    await other.page.getByLabel('Name').waitFor();
    expect(await other.page.getByText('Scripts run in').count()).toBe(0);
  });

  it('deletes the organization only when its slug is typed, and says the refusal at the field', async () => {
    dashboard.api.override(
      'DELETE /api/app/o/demo',
      problem(400, 'validation_failed', 'The slug does not match.', { fieldErrors: [{ field: 'slug', message: 'must be demo' }] }),
    );
    const { page } = await dashboard.open(GENERAL);
    expect(await page.getByRole('link', { name: 'Download export' }).getAttribute('href')).toBe('/api/app/o/demo/export');
    await page.getByRole('button', { name: 'Delete organization' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete Acme Engineering?' });
    const confirm = dialog.getByRole('button', { name: 'Delete organization' });
    await dialog.getByRole('textbox').fill('dem');
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('demo');
    await confirm.click();
    await dialog.getByText('must be demo').waitFor();
    expect(sent('/o/demo')).toMatchObject([{ method: 'DELETE', body: { slug: 'demo' } }]);
    dashboard.api.override('DELETE /api/app/o/demo', undefined);
    await confirm.click();
    await page.waitForURL((url) => url.pathname === '/o/demo');
  });
});
