// Several people on one instance, in real browsers against the real program with a mail server: sign-up, invitation, lost password,
// second factor, sessions. One story: each part begins where the one before it ended.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { codeAt } from './authenticator-app.ts';
import { startMailInbox } from './mail-inbox.ts';
import type { MailInbox } from './mail-inbox.ts';
import { freePort } from './peers.ts';
import { killAll, startProgram } from './program.ts';
import type { Program } from './program.ts';
import { cloneTemplate } from './test-database.ts';
import type { Clone } from './test-database.ts';
import { launchChromium } from './web/chromium.ts';

const STORY_MS = 120_000;
const ADA = { name: 'Ada Byron', email: 'ada@example.com', password: 'seven grey herons wade' };
const BEN = { name: 'Ben Barry', email: 'ben@example.com', password: 'orange lamps over snow' };
const NEW_PASSWORD = 'a kettle, two moths, rain';
const STEP_MS = 30_000;

let dir: string;
let database: Clone;
let inbox: MailInbox;
let program: Program;
let browser: Browser;
let url: string;
let ada: Page;
let ben: Page;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'armature-people-'));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  [database, inbox, browser] = await Promise.all([cloneTemplate(inject('templateUrl')), startMailInbox(), launchChromium()]);
  program = startProgram({
    args: ['serve'],
    env: {
      DATABASE_URL: database.url,
      ARMATURE_DATA_DIR: join(dir, 'data'),
      PORT: String(port),
      PUBLIC_URL: url,
      SMTP_URL: inbox.url,
      MAIL_FROM: 'Armature <armature@example.com>',
      LOG_LEVEL: 'warn',
    },
  });
  await program.prints(' is ready at ');
  [ada, ben] = await Promise.all([newBrowser(), newBrowser()]);
}, STORY_MS);

afterAll(async () => {
  await browser.close();
  await killAll([program]);
  await inbox.close();
  await database.drop();
  await rm(dir, { recursive: true, force: true });
}, STORY_MS);

/** A browser of somebody's own: no cookie and nothing stored yet. */
async function newBrowser(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  return context.newPage();
}

const title = (page: Page, name: string): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor();

async function signIn(page: Page, { email, password }: { readonly email: string; readonly password: string }): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test(
  'the first person signs up, confirms the address by mail, and owns the first organization',
  async () => {
    await ada.goto(url);
    await title(ada, 'Set up this instance');
    await ada.getByLabel('Your name').fill(ADA.name);
    await ada.getByLabel('E-mail').fill(ADA.email);
    await ada.getByLabel('Password', { exact: true }).fill('password1234');
    await ada.getByRole('button', { name: 'Set up' }).click();
    await ada.getByText('is too common').waitFor();
    await ada.getByLabel('Password', { exact: true }).fill(ADA.password);
    await ada.getByRole('button', { name: 'Set up' }).click();
    await title(ada, 'Check your inbox');

    const mail = await inbox.next(ADA.email);
    expect(mail.link.origin).toBe(url);
    await ada.goto(mail.link.toString());
    await ada.getByRole('button', { name: 'Confirm' }).click();
    await title(ada, `Welcome, ${ADA.name}`);
    await ada.getByLabel('Name').fill('Acme Engineering');
    expect(await ada.getByLabel('Address').inputValue()).toBe('acme-engineering');
    await ada.getByLabel('Address').fill('acme');
    await ada.getByRole('button', { name: 'Create organization' }).click();
    await title(ada, 'Overview');
    expect(new URL(ada.url()).pathname).toBe('/o/acme');

    await ada.getByRole('link', { name: ADA.name }).click();
    await ada.getByRole('region', { name: 'Profile' }).getByText('Confirmed', { exact: true }).waitFor();
    const organizations = ada.getByRole('region', { name: 'Organizations' });
    expect(await organizations.getByRole('listitem').innerText()).toMatch(/Acme Engineering\s+owner/);
  },
  STORY_MS,
);

test(
  'nobody else can sign up without an invitation',
  async () => {
    const stranger = await newBrowser();
    await stranger.goto(`${url}/sign-up`);
    await title(stranger, 'Sign-up is by invitation');
    await stranger.context().close();
  },
  STORY_MS,
);

test(
  'an invited person follows the mail, signs up, and is a member with the role of the invitation',
  async () => {
    await ada.goto(`${url}/o/acme/settings/members`);
    await ada.getByRole('button', { name: 'Invite' }).first().click();
    const dialog = ada.getByRole('dialog', { name: 'Invite' });
    await dialog.getByRole('textbox', { name: 'E-mail' }).fill(BEN.email);
    await dialog.getByRole('radio', { name: /^editor/ }).check();
    await dialog.getByRole('button', { name: 'Send invitation' }).click();

    const invitation = await inbox.next(BEN.email);
    await ben.goto(invitation.link.toString());
    await title(ben, 'Join Acme Engineering');
    await ben.getByText(`${ADA.name} invites you to Acme Engineering as editor.`).waitFor();
    await ben.getByRole('link', { name: 'Create an account' }).click();
    await title(ben, 'Create an account');
    await ben.getByLabel('Your name').fill(BEN.name);
    expect(await ben.getByLabel('E-mail').inputValue()).toBe(BEN.email);
    await ben.getByLabel('Password', { exact: true }).fill(BEN.password);
    await ben.getByRole('button', { name: 'Create account' }).click();
    await title(ben, 'Check your inbox');

    // as a mail program does it: in a tab of its own
    const tab = await ben.context().newPage();
    await ben.close();
    ben = tab;
    const confirmation = await inbox.next(BEN.email);
    await ben.goto(confirmation.link.toString());
    await ben.getByRole('button', { name: 'Confirm' }).click();
    await ben.getByRole('button', { name: 'Accept and join' }).click();
    await title(ben, 'Overview');
    expect(new URL(ben.url()).pathname).toBe('/o/acme');

    await ben.goto(`${url}/o/acme/workflows`);
    await ben
      .getByRole('link', { name: 'New workflow' })
      .or(ben.getByRole('button', { name: 'New workflow' }))
      .first()
      .waitFor();
    await ben.goto(`${url}/account`);
    const organizations = ben.getByRole('region', { name: 'Organizations' });
    expect(await organizations.getByRole('listitem').innerText()).toMatch(/Acme Engineering\s+editor/);

    await ada.reload();
    await ada.getByRole('row').filter({ hasText: BEN.email }).waitFor();
    const late = await newBrowser();
    await late.goto(invitation.link.toString());
    await title(late, 'This invitation is no longer valid');
    await late.context().close();
  },
  STORY_MS,
);

test(
  'a lost password is replaced by mail, once, and every session of the person ends',
  async () => {
    const phone = await newBrowser();
    await phone.goto(`${url}/sign-in`);
    await phone.getByRole('link', { name: 'Forgot it?' }).click();
    await title(phone, 'Forgot your password?');
    await phone.getByLabel('E-mail').fill(BEN.email);
    await phone.getByRole('button', { name: 'Send the link' }).click();
    await title(phone, 'Check your inbox');
    const { link } = await inbox.next(BEN.email);
    await phone.goto(link.toString());
    await phone.getByLabel('New password').fill(NEW_PASSWORD);
    await phone.getByRole('button', { name: 'Change password' }).click();
    await title(phone, 'Your password is changed');

    await ben.goto(`${url}/o/acme/runs`);
    await title(ben, 'Sign in to Armature');
    await signIn(phone, BEN);
    await phone.getByText('Wrong e-mail address or password.').waitFor();
    await signIn(phone, { email: BEN.email, password: NEW_PASSWORD });
    await title(phone, 'Overview');

    await phone.goto(link.toString());
    await phone.getByLabel('New password').fill('one more time, never');
    await phone.getByRole('button', { name: 'Change password' }).click();
    await title(phone, 'This link is no longer valid');
    await phone.context().close();
  },
  STORY_MS,
);

test(
  'with two-factor on, the password alone signs nobody in; a code of the app does, and a backup code once',
  async () => {
    await ada.goto(`${url}/account`);
    await ada.getByRole('button', { name: 'Set up two-factor' }).click();
    await ada.getByLabel('Your password').fill('not my password at all');
    await ada.getByRole('button', { name: 'Continue' }).click();
    await ada.getByText('Wrong password.').waitFor();
    await ada.getByLabel('Your password').fill(ADA.password);
    await ada.getByRole('button', { name: 'Continue' }).click();
    const key = (await ada.getByLabel('Key', { exact: true }).textContent()) ?? '';
    const begun = Date.now();
    await ada.getByLabel('Code', { exact: true }).fill(codeAt(key, begun));
    await ada.getByRole('button', { name: 'Turn on' }).click();
    const codes = ((await ada.getByLabel('Backup codes', { exact: true }).textContent()) ?? '').split('\n');
    expect(codes.length).toBeGreaterThanOrEqual(8);
    await ada.getByRole('button', { name: 'I have stored them' }).click();
    await ada.getByRole('region', { name: 'Two-factor sign-in' }).getByText('On', { exact: true }).waitFor();

    await ada.getByRole('button', { name: 'Sign out' }).click();
    await title(ada, 'Sign in to Armature');
    await signIn(ada, ADA);
    await title(ada, 'Two-factor code');
    await ada.goto(`${url}/o/acme`);
    await title(ada, 'Sign in to Armature');
    await signIn(ada, ADA);
    // a code works once: the app's next one is good a little before its time
    await ada.getByLabel('Code').fill(codeAt(key, begun + STEP_MS));
    await ada.getByRole('button', { name: 'Sign in', exact: true }).click();
    await title(ada, 'Overview');

    const other = await newBrowser();
    for (const outcome of ['in', 'refused'] as const) {
      await signIn(other, ADA);
      await other.getByRole('button', { name: /Use a backup code/ }).click();
      await other.getByLabel('Backup code').fill(codes[0] ?? '');
      await other.getByRole('button', { name: 'Sign in', exact: true }).click();
      if (outcome === 'in') await title(other, 'Overview');
      else await other.getByText('Wrong, or used before.').waitFor();
      await other.context().clearCookies();
    }
    await other.context().close();
  },
  STORY_MS,
);

test(
  'a session elsewhere is ended from the account page, and that browser is signed out at once',
  async () => {
    // the page that ben was led away from when his password was reset
    await signIn(ben, { email: BEN.email, password: NEW_PASSWORD });
    await title(ben, 'Run history');
    const elsewhere = await newBrowser();
    await signIn(elsewhere, { email: BEN.email, password: NEW_PASSWORD });
    await title(elsewhere, 'Overview');

    await ben.goto(`${url}/account`);
    const sessions = ben.getByRole('region', { name: 'Sessions' });
    await sessions.getByText('This browser').waitFor();
    await sessions.getByRole('button', { name: 'End all others' }).click();
    await ben.getByRole('alertdialog').getByRole('button', { name: 'End sessions' }).click();
    await ben.getByText('All other sessions have ended').waitFor();
    await expect.poll(() => sessions.getByRole('row').count()).toBe(2);

    await elsewhere.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Run history' }).click();
    await title(elsewhere, 'Sign in to Armature');
    await ben.goto(`${url}/o/acme/runs`);
    await title(ben, 'Run history');
    await elsewhere.context().close();
  },
  STORY_MS,
);
