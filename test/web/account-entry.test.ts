// The pages before there is an organization, over the mock API: sign-in, sign-up, mailed links, invitations, welcome.
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { dashboardForFile } from './dashboard.ts';
import type { Opened, View } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { authOptions, invitation } from './mock-people.ts';
import { faultAt, isFocused, pageFaults, settled } from './page-faults.ts';

const PASSWORD = 'correct horse battery';
/** A refused request is no fault of the page; everything else the browser says is. */
const REFUSED = /Failed to load resource: the server responded with a status of 4\d\d/;

const dashboard = dashboardForFile();

const signedOut = (): void => dashboard.api.override('GET /api/app/session', problem(401, 'unauthenticated', 'Sign in.'));
const offer = (options: Readonly<Partial<Record<keyof typeof authOptions, unknown>>>): void =>
  dashboard.api.override('GET /api/app/auth/options', { body: { ...authOptions, ...options } });
const signedInAs = (name: string, more: Readonly<Record<string, unknown>> = {}): void =>
  dashboard.api.override('GET /api/app/session', {
    body: {
      user: { id: 'usr_x', name, email: `${name.toLowerCase()}@example.com`, emailVerified: true, twoFactorEnabled: false, ...more },
      csrfToken: 'csrf-of-the-mock',
      organizations: [],
      singleUser: false,
      version: '0.1.0',
    },
  });

async function openSignedOut(path: string, view?: View): Promise<Opened> {
  signedOut();
  return dashboard.open(path, view);
}

describe('every page of the way in', () => {
  const PAGES: readonly (readonly [path: string, title: string])[] = [
    ['/sign-in', 'Sign in to Armature'],
    ['/sign-in?problem=denied', 'Sign in to Armature'],
    ['/two-factor', 'Two-factor code'],
    ['/sign-up', 'Sign-up is by invitation'],
    ['/sign-up?invitation=abc', 'Create an account'],
    ['/forgot-password', 'Forgot your password?'],
    ['/reset-password?token=abc', 'Choose a new password'],
    ['/reset-password', 'This link is no longer valid'],
    ['/verify-email', 'Confirm your e-mail address'],
    ['/invitation?token=abc', 'Join Acme Engineering'],
    ['/invitation', 'This invitation is no longer valid'],
  ];
  for (const [path, title] of PAGES) {
    for (const view of [
      { width: 1280, theme: 'light' },
      { width: 390, theme: 'dark' },
    ] as const) {
      it(`${path} is sound at ${view.width} px in the ${view.theme} theme`, async () => {
        const { page, complaints } = await openSignedOut(path, view);
        await page.getByRole('heading', { level: 1, name: title }).waitFor();
        await settled(page);
        expect(await pageFaults(page)).toEqual([]);
        expect(complaints.filter((text) => !REFUSED.test(text))).toEqual([]);
      });
    }
  }

  it('welcome is sound on a phone', async () => {
    signedInAs('Ben');
    const { page, complaints } = await dashboard.open('/', { width: 390, theme: 'dark' });
    await page.getByRole('heading', { level: 1, name: 'Welcome, Ben' }).waitFor();
    expect(await pageFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe('sign-in', () => {
  it('works by keyboard alone and leads to the page that was asked for', async () => {
    const { page } = await openSignedOut('/o/demo/runs?status=fail');
    await page.getByLabel('E-mail').waitFor();
    expect(await isFocused(page, 'E-mail')).toBe(true);
    await page.keyboard.type('ada@example.com');
    dashboard.api.override('GET /api/app/session', undefined);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await isFocused(page, 'Password')).toBe(true);
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Run history' }).waitFor();
    expect(new URL(page.url()).search).toBe('?status=fail');
    expect(dashboard.api.sent).toEqual([
      { method: 'POST', path: '/api/app/auth/sign-in', body: { email: 'ada@example.com', password: PASSWORD } },
    ]);
  });

  it('sends nothing that is incomplete, and says what is missing at its field', async () => {
    const { page } = await openSignedOut('/sign-in');
    await page.getByLabel('E-mail').fill('ada');
    await page.getByRole('button', { name: 'Sign in' }).click();
    expect(await faultAt(page, 'E-mail')).toContain('no e-mail address');
    expect(await faultAt(page, 'Password')).toBe('Type your password.');
    expect(await isFocused(page, 'E-mail')).toBe(true);
    expect(dashboard.api.sent).toEqual([]);
  });

  it('says the same for a wrong address and a wrong password, keeps the address, and wants the password again', async () => {
    dashboard.api.override('POST /api/app/auth/sign-in', problem(401, 'invalid_credentials', 'Wrong.'));
    const { page } = await openSignedOut('/sign-in');
    await fillSignIn(page);
    await page.getByRole('alert').getByText('Wrong e-mail address or password.').waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe('ada@example.com');
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    expect(await isFocused(page, 'Password')).toBe(true);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });

  it('tells how long to wait after too many tries, and sends nothing meanwhile', async () => {
    dashboard.api.override('POST /api/app/auth/sign-in', { ...problem(429, 'rate_limited', 'Slow.'), headers: { 'retry-after': '700' } });
    const { page } = await openSignedOut('/sign-in');
    await fillSignIn(page);
    await page.getByRole('alert').getByText('Too many tries. You can try again in 12 minutes.').waitFor();
    expect(await page.getByRole('button', { name: 'Sign in' }).isDisabled()).toBe(true);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    expect(dashboard.api.sent).toHaveLength(1);
  });

  it('lets one try again as soon as the wait is over', async () => {
    dashboard.api.override('POST /api/app/auth/sign-in', { ...problem(429, 'rate_limited', 'Slow.'), headers: { 'retry-after': '700' } });
    signedOut();
    const { page } = await dashboard.open('/sign-in', { isOwn: true });
    await page.clock.install();
    await fillSignIn(page);
    await page.getByText('You can try again in 12 minutes.').waitFor();
    await page.clock.runFor(701_000);
    await expect.poll(() => page.getByRole('button', { name: 'Sign in' }).isEnabled()).toBe(true);
    expect(await page.getByText('Too many tries').count()).toBe(0);
  });

  it('asks for the second factor when the account has one, by app or by backup code', async () => {
    dashboard.api.override('POST /api/app/auth/sign-in', { body: { status: 'two_factor' } });
    dashboard.api.override('POST /api/app/auth/two-factor', problem(401, 'invalid_credentials', 'Wrong.'));
    const { page } = await openSignedOut('/sign-in?next=/o/demo/servers');
    await fillSignIn(page);
    await page.getByLabel('Code').fill('123 456');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect.poll(() => faultAt(page, 'Code')).toContain('Wrong code.');
    expect(dashboard.api.sent.at(-1)?.body).toEqual({ code: '123456' });

    dashboard.api.override('POST /api/app/auth/two-factor', undefined);
    dashboard.api.override('GET /api/app/session', undefined);
    await page.getByRole('button', { name: /Use a backup code/ }).click();
    await page.getByLabel('Backup code').fill(' hk3pq-9vwxe ');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Servers' }).waitFor();
    expect(dashboard.api.sent.at(-1)?.body).toEqual({ backupCode: 'hk3pq-9vwxe' });
  });

  it('says that a second step came too late', async () => {
    dashboard.api.override('POST /api/app/auth/two-factor', problem(401, 'invalid_credentials', 'Late.', { reason: 'begin_again' }));
    const { page } = await openSignedOut('/two-factor');
    await page.getByLabel('Code').fill('123456');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This sign-in took too long or had too many tries. Start again.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/two-factor');
  });

  it('leads to the inbox when the address is not confirmed yet', async () => {
    dashboard.api.override('POST /api/app/auth/sign-in', { body: { status: 'verify_email' } });
    const { page } = await openSignedOut('/sign-in');
    await fillSignIn(page);
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
    await page.getByRole('button', { name: 'Send it again' }).click();
    await page.getByText('Sent again').waitFor();
    expect(dashboard.api.sent.at(-1)).toMatchObject({ path: '/api/app/auth/resend-verification', body: { email: 'ada@example.com' } });
  });

  it('offers the providers that are set up, carrying on where one wanted to go', async () => {
    const { page } = await openSignedOut('/sign-in?next=/o/demo/runs');
    const google = page.getByRole('link', { name: 'Continue with Google' });
    expect(await google.getAttribute('href')).toBe('/api/app/auth/provider/google?next=%2Fo%2Fdemo%2Fruns');
    offer({ providers: [] });
    const { page: other } = await openSignedOut('/sign-in');
    await other.getByLabel('E-mail').waitFor();
    expect(await other.getByRole('link', { name: /Continue with/ }).count()).toBe(0);
  });

  it('links to the sign-up only where it is open', async () => {
    const { page } = await openSignedOut('/sign-in');
    await page.getByLabel('E-mail').waitFor();
    expect(await page.getByRole('link', { name: 'Create an account' }).count()).toBe(0);
    offer({ signUp: 'open' });
    const { page: open } = await openSignedOut('/sign-in');
    await open.getByRole('link', { name: 'Create an account' }).click();
    await open.getByRole('heading', { name: 'Create an account' }).waitFor();
  });

  it('has no password in single-user mode: the terminal prints the link', async () => {
    offer({ singleUser: true });
    const { page } = await openSignedOut('/sign-in?link=invalid');
    await page.getByText('This link is no longer valid').waitFor();
    expect(await page.getByLabel('Command', { exact: true }).textContent()).toContain('npx armature link');
    expect(await page.getByLabel('E-mail').count()).toBe(0);
  });

  it('follows when a session ends under an open page, and comes back to it', async () => {
    const { page } = await dashboard.open('/o/demo/servers');
    await page.getByText('Acme Store').first().waitFor();
    signedOut();
    dashboard.api.override('GET /api/armature/v1/runs', problem(401, 'unauthenticated', 'Sign in.'));
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Run history' }).click();
    await page.getByLabel('E-mail').waitFor();
    expect(new URL(page.url()).searchParams.get('next')).toBe('/o/demo/runs');
    dashboard.api.override('GET /api/app/session', undefined);
    dashboard.api.override('GET /api/armature/v1/runs', undefined);
    await fillSignIn(page);
    await page.getByRole('heading', { level: 1, name: 'Run history' }).waitFor();
  });

  it('never leads to another site', async () => {
    const { page } = await openSignedOut('/sign-in?next=//evil.example/o/demo');
    await page.getByLabel('E-mail').waitFor();
    dashboard.api.override('GET /api/app/session', undefined);
    await fillSignIn(page);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(new URL(page.url()).origin).toBe(dashboard.api.url);
  });
});

describe('sign-up', () => {
  it('of the first one is where a fresh instance leads, and ends in the first organization', async () => {
    offer({ signUp: 'first_user', providers: [] });
    const { page } = await openSignedOut('/');
    await page.getByRole('heading', { name: 'Set up this instance' }).waitFor();
    await page.getByLabel('Your name').fill('Ada Byron');
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    signedInAs('Ada');
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByRole('heading', { name: 'Welcome, Ada' }).waitFor();
    expect(dashboard.api.sent[0]?.body).toEqual({ name: 'Ada Byron', email: 'ada@example.com', password: PASSWORD });
  });

  it('checks while one types: a short password is told when its field is left, and is gone when it is long enough', async () => {
    offer({ signUp: 'open' });
    const { page } = await openSignedOut('/sign-up');
    const password = page.getByLabel('Password', { exact: true });
    await password.fill('short');
    expect(await faultAt(page, 'Password')).toBeNull();
    await page.getByLabel('Your name').focus();
    await expect.poll(() => faultAt(page, 'Password')).toBe('Too short: at least 12 characters, so far 5.');
    await password.fill(PASSWORD);
    expect(await faultAt(page, 'Password')).toBeNull();
  });

  it('puts what the server refuses at its field, keeps the rest, and wants the password again', async () => {
    offer({ signUp: 'open' });
    dashboard.api.override(
      'POST /api/app/auth/sign-up',
      problem(400, 'validation_failed', 'password: too common', {
        fieldErrors: [{ field: 'password', message: 'This password is one of the most common ones.' }],
      }),
    );
    const { page } = await openSignedOut('/sign-up');
    await fillSignUp(page);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect.poll(() => faultAt(page, 'Password')).toBe('This password is one of the most common ones.');
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ben Barry');
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    await page.getByLabel('Password', { exact: true }).fill('x');
    expect(await faultAt(page, 'Password')).toBeNull();
  });

  it('by invitation has the invited address, and joins without asking again', async () => {
    const { page } = await openSignedOut('/sign-up?invitation=abc');
    await page.getByText('Ada Byron invites you to Acme Engineering as editor.').waitFor();
    const email = page.getByLabel('E-mail');
    expect(await email.inputValue()).toBe('ben@example.com');
    expect(await email.getAttribute('readonly')).not.toBeNull();
    await page.getByLabel('Your name').fill('Ben Barry');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    dashboard.api.override('GET /api/app/session', undefined);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(dashboard.api.sent.map(({ path }) => path)).toEqual(['/api/app/auth/sign-up', '/api/app/invitations/abc/accept']);
    expect(dashboard.api.sent[0]?.body).toMatchObject({ email: 'ben@example.com', invitation: 'abc' });
  });

  it('leads to the inbox when the address must be confirmed first', async () => {
    offer({ signUp: 'open' });
    dashboard.api.override('POST /api/app/auth/sign-up', { status: 201, body: { status: 'verify_email' } });
    const { page } = await openSignedOut('/sign-up');
    await fillSignUp(page);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
    await page.getByText('ben@example.com').waitFor();
  });

  it('by invitation carries on in the tab that the mailed link opens', async () => {
    dashboard.api.override('POST /api/app/auth/sign-up', { status: 201, body: { status: 'verify_email' } });
    const { page } = await openSignedOut('/sign-up?invitation=abc');
    await page.getByLabel('Your name').fill('Ben Barry');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
    signedInAs('Ben');
    const mailed = await page.context().newPage();
    await mailed.goto(`${dashboard.api.url}/verify-email?token=xyz`);
    await mailed.getByRole('button', { name: 'Confirm' }).click();
    await mailed.getByRole('button', { name: 'Accept and join' }).waitFor();
    expect(new URL(mailed.url()).searchParams.get('token')).toBe('abc');
  });

  it('of the first one can have the mail sent again, and does not send in circles', async () => {
    offer({ signUp: 'first_user' });
    const { page } = await openSignedOut('/sign-in');
    await page.getByRole('link', { name: 'Send it again' }).click();
    await page.getByRole('heading', { name: 'Confirm your e-mail address' }).waitFor();
    expect(await page.getByRole('link', { name: 'Sign in', exact: true }).count()).toBe(0);
  });

  it('shows the password only to who asks for it', async () => {
    offer({ signUp: 'open' });
    const { page } = await openSignedOut('/sign-up');
    const password = page.getByLabel('Password', { exact: true });
    await password.fill(PASSWORD);
    expect(await password.getAttribute('type')).toBe('password');
    await page.getByRole('button', { name: 'Show password' }).click();
    expect(await password.getAttribute('type')).toBe('text');
  });
});

describe('a mailed link', () => {
  it('to reset is asked for with the same answer for every address', async () => {
    const { page } = await openSignedOut('/forgot-password');
    await page.getByLabel('E-mail').fill('nobody@example.com');
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('If there is an account for').waitFor();
    expect(dashboard.api.sent[0]?.body).toEqual({ email: 'nobody@example.com' });
  });

  it('cannot be asked for where no mail can be sent, and says who can change that', async () => {
    offer({ mail: false });
    const { page } = await openSignedOut('/forgot-password');
    await page.getByText('Ask whoever runs it to set SMTP_URL').waitFor();
    expect(await page.getByLabel('E-mail').count()).toBe(0);
  });

  it('resets the password and leads to the sign-in', async () => {
    const { page } = await openSignedOut('/reset-password?token=abc');
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByRole('heading', { name: 'Your password is changed' }).waitFor();
    expect(dashboard.api.sent[0]?.body).toEqual({ token: 'abc', password: PASSWORD });
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Sign in to Armature' }).waitFor();
  });

  it('that is used up says so, with a way to a new one', async () => {
    dashboard.api.override('POST /api/app/auth/reset-password', problem(404, 'link_not_found', 'No such link.'));
    const { page } = await openSignedOut('/reset-password?token=old');
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByRole('heading', { name: 'This link is no longer valid' }).waitFor();
    await page.getByRole('link', { name: 'Send a new link' }).click();
    await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
  });

  it('to confirm the address confirms nothing by being opened; asked to, it does so once and leads in', async () => {
    const { page } = await dashboard.open('/verify-email?token=abc');
    await page.getByRole('button', { name: 'Confirm' }).waitFor();
    expect(dashboard.api.sent).toEqual([]);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(dashboard.api.sent).toEqual([{ method: 'POST', path: '/api/app/auth/verify-email', body: { token: 'abc' } }]);
  });

  it('to confirm leads to the sign-in in a browser that is not signed in', async () => {
    dashboard.api.override('POST /api/app/auth/verify-email', { body: { status: 'verified' } });
    const { page } = await openSignedOut('/verify-email?token=abc');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'Your e-mail address is confirmed' }).waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('E-mail').waitFor();
  });

  it('to confirm that is used up can be sent anew', async () => {
    dashboard.api.override('POST /api/app/auth/verify-email', problem(404, 'link_not_found', 'No such link.'));
    const { page } = await openSignedOut('/verify-email?token=old');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'This link is no longer valid' }).waitFor();
    await page.getByRole('button', { name: 'Send a new link' }).click();
    await page.getByLabel('E-mail').fill('ben@example.com');
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  });
});

describe('an invitation', () => {
  it('says who invites to what, and leads who has an account through sign-in and back', async () => {
    const { page } = await openSignedOut('/invitation?token=abc');
    await page.getByText('Ada Byron invites you to Acme Engineering as editor.').waitFor();
    await page.getByRole('link', { name: 'I have an account' }).click();
    signedInAs('Ben');
    await fillSignIn(page);
    await page.getByText('You are signed in as Ben').waitFor();
    dashboard.api.override('GET /api/app/session', undefined);
    await page.getByRole('button', { name: 'Accept and join' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/o/demo');
  });

  it('that is used, expired, revoked or unknown has one page', async () => {
    dashboard.api.override('GET /api/app/invitations/', problem(404, 'invitation_not_found', 'No such invitation.'));
    for (const path of ['/invitation?token=old', '/sign-up?invitation=old']) {
      const { page } = await openSignedOut(path);
      await page.getByRole('heading', { name: 'This invitation is no longer valid' }).waitFor();
    }
  });

  it('that ends while it is looked at says so when it is accepted', async () => {
    signedInAs('Ben');
    const { page } = await dashboard.open('/invitation?token=abc');
    await page.getByRole('button', { name: 'Accept and join' }).waitFor();
    dashboard.api.override('GET /api/app/invitations/', problem(404, 'invitation_not_found', 'No such invitation.'));
    dashboard.api.override('POST /api/app/invitations/', problem(404, 'invitation_not_found', 'No such invitation.'));
    await page.getByRole('button', { name: 'Accept and join' }).click();
    await page.getByRole('heading', { name: 'This invitation is no longer valid' }).waitFor();
  });

  it('for another address names both and offers to change the account', async () => {
    signedInAs('Eve');
    const { page } = await dashboard.open('/invitation?token=abc');
    await page.getByText('It is for ben@example.com, and you are signed in as eve@example.com.').waitFor();
    expect(await page.getByRole('button', { name: 'Accept and join' }).count()).toBe(0);
    signedOut();
    await page.getByRole('button', { name: 'Use another account' }).click();
    await page.getByLabel('E-mail').waitFor();
    expect(new URL(page.url()).searchParams.get('next')).toBe('/invitation?token=abc');
  });

  it('for an address that is not confirmed yet says what to do', async () => {
    signedInAs('Ben', { emailVerified: false });
    dashboard.api.override('POST /api/app/invitations/', problem(403, 'forbidden_role', 'Verify first.'));
    const { page } = await dashboard.open('/invitation?token=abc');
    await page.getByRole('button', { name: 'Accept and join' }).click();
    await page.getByText('Your e-mail address is not confirmed yet').waitFor();
    await page.getByRole('link', { name: 'Send the link again' }).click();
    await page.getByRole('heading', { name: 'Confirm your e-mail address' }).waitFor();
  });

  it('to an organization one is a member of leads there', async () => {
    dashboard.api.override('GET /api/app/invitations/', { body: { ...invitation, email: null } });
    const { page } = await dashboard.open('/invitation?token=abc');
    await page.getByText('You are a member of Acme Engineering already').waitFor();
    await page.getByRole('link', { name: 'Open Acme Engineering' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });
});

describe('welcome', () => {
  it('makes the first organization, its address following the name until it is chosen by hand', async () => {
    signedInAs('Ben');
    const { page } = await dashboard.open('/welcome');
    await page.getByLabel('Name').fill('Ben & Sons');
    expect(await page.getByLabel('Address').inputValue()).toBe('ben-sons');
    await page.getByText(`${dashboard.api.url}/o/ben-sons`).waitFor();
    await page.getByLabel('Address').fill('Demo');
    await expect.poll(() => faultAt(page, 'Address')).toBe('Only lower-case letters, digits and hyphens.');
    await page.getByLabel('Address').fill('demo');
    await page.getByLabel('Name').fill('Ben and Sons');
    expect(await page.getByLabel('Address').inputValue()).toBe('demo');
    dashboard.api.override('GET /api/app/session', undefined);
    await page.getByRole('button', { name: 'Create organization' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(dashboard.api.sent[0]?.body).toEqual({ name: 'Ben and Sons', slug: 'demo' });
  });

  it('says at the address that it is taken', async () => {
    signedInAs('Ben');
    dashboard.api.override(
      'POST /api/app/account/organizations',
      problem(409, 'conflict', 'slug: is taken', { fieldErrors: [{ field: 'slug', message: 'is taken' }] }),
    );
    const { page } = await dashboard.open('/welcome');
    await page.getByLabel('Name').fill('Demo');
    await page.getByRole('button', { name: 'Create organization' }).click();
    await expect.poll(() => faultAt(page, 'Address')).toBe('Taken, now or before. Choose another.');
    expect(await isFocused(page, 'Address')).toBe(true);
  });

  it('takes a pasted invitation link, and nothing else', async () => {
    signedInAs('Ben');
    const { page } = await dashboard.open('/welcome');
    const link = page.getByLabel('Invitation link');
    await link.fill('https://armature.example.com/invitation');
    await page.getByRole('button', { name: 'Open the invitation' }).click();
    await expect.poll(() => faultAt(page, 'Invitation link')).toBe('Paste the whole link of the invitation.');
    await link.fill('https://armature.example.com/invitation?token=abc-DEF_1');
    await page.getByRole('button', { name: 'Open the invitation' }).click();
    await page.getByRole('heading', { name: 'Join Acme Engineering' }).waitFor();
    expect(new URL(page.url()).searchParams.get('token')).toBe('abc-DEF_1');
  });
});

async function fillSignIn(page: Page): Promise<void> {
  await page.getByLabel('E-mail').fill('ada@example.com');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function fillSignUp(page: Page): Promise<void> {
  await page.getByLabel('Your name').fill('Ben Barry');
  await page.getByLabel('E-mail').fill('ben@example.com');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
}
