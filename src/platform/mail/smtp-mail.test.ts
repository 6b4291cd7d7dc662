// Mail against a mail server on loopback, and what is said when it does not take it.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startMailInbox } from '#test/mail-inbox';
import type { MailInbox } from '#test/mail-inbox';
import { createMail } from './smtp-mail.ts';

const FROM = 'Armature <armature@example.test>';
const MESSAGE = { to: 'noa@example.test', subject: 'Grüße', text: 'Open http://127.0.0.1:4600/verify-email?token=abc\n' };

let inbox: MailInbox;
beforeEach(async () => {
  inbox = await startMailInbox({ login: { user: 'armature', password: 'p@ss:word/1' } });
});
afterEach(() => inbox.close());

test('a mail arrives as it was written', async () => {
  const mail = createMail({ url: inbox.url, from: FROM });
  expect(mail.isConfigured).toBe(true);
  expect(await mail.send(MESSAGE)).toEqual({ ok: true, value: undefined });
  const received = await inbox.next('noa@example.test');
  expect(received).toMatchObject({ from: 'armature@example.test', subject: 'Grüße' });
  expect(received.link.href).toBe('http://127.0.0.1:4600/verify-email?token=abc');
});

test('one address stays one address, and a line break in it makes no header', async () => {
  const mail = createMail({ url: inbox.url, from: FROM });
  for (const to of [
    'noa@example.test,eve@example.test',
    'noa@example.test\r\nBcc: eve@example.test',
    'noa@example.test>, <eve@example.test',
  ]) {
    await mail.send({ ...MESSAGE, to });
  }
  await mail.send({ ...MESSAGE, subject: 'Hello\r\nBcc: eve@example.test' });
  expect(inbox.mails.filter(({ to }) => to === 'eve@example.test')).toEqual([]);
});

test('a refusal is said without the password, and without what the server said', async () => {
  const mail = createMail({ url: inbox.url.replace('p%40ss', 'wrong'), from: FROM });
  const sent = await mail.send(MESSAGE);
  expect(sent).toEqual({ ok: false, error: 'The mail server did not take it (EAUTH 535).' });
});

test('a server that is not there is a refusal too', async () => {
  await inbox.close();
  const sent = await createMail({ url: inbox.url, from: FROM }).send(MESSAGE);
  expect(sent).toMatchObject({ ok: false, error: expect.stringMatching(/ESOCKET|ECONNECTION/) });
  inbox = await startMailInbox();
});

test('without a mail server nothing is sent, and the caller is told', async () => {
  const mail = createMail(undefined);
  expect([mail.isConfigured, await mail.send(MESSAGE)]).toEqual([false, { ok: false, error: 'No mail server is configured.' }]);
});
