// A mail server on loopback that keeps what it is sent, for tests that read mails.
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { once } from 'node:events';

export interface ReceivedMail {
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  /** The first address in the text. */
  readonly link: URL;
}

export interface MailInbox {
  /** For SMTP_URL. */
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** The next mail to this address that was not taken yet; waits for it. */
  next(to: string): Promise<ReceivedMail>;
  close(): Promise<void>;
}

const WAIT_MS = 10_000;

/** With `login`, takes mail only from who knows the password. */
export async function startMailInbox({ login }: { login?: { user: string; password: string } } = {}): Promise<MailInbox> {
  const mails: ReceivedMail[] = [];
  const taken = new Set<ReceivedMail>();
  const waiting = new Set<() => void>();
  const server = new SMTPServer({
    disabledCommands: login === undefined ? ['AUTH', 'STARTTLS'] : ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) =>
      auth.username === login?.user && auth.password === login?.password
        ? done(null, { user: 'someone' })
        : done(new Error('wrong password')),
    onData: (stream, session, done) => {
      const addressed = session.envelope.rcptTo.map(({ address }) => address);
      readMail(stream)
        .then((mail) => {
          mails.push(...addressed.map((to) => ({ ...mail, to })));
          for (const look of waiting) look();
          done();
        })
        .catch(done);
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const credentials = login === undefined ? '' : `${login.user}:${encodeURIComponent(login.password)}@`;
  const take = (to: string) => {
    const mail = mails.find((one) => one.to === to && !taken.has(one));
    if (mail !== undefined) taken.add(mail);
    return mail;
  };
  return {
    url: `smtp://${credentials}127.0.0.1:${port}`,
    mails,
    next: (to) =>
      new Promise((resolve, reject) => {
        const stop = (finish: () => void) => {
          clearTimeout(timer);
          waiting.delete(look);
          finish();
        };
        const look = () => {
          const mail = take(to);
          if (mail !== undefined) stop(() => resolve(mail));
        };
        const timer = setTimeout(() => {
          const there = mails.map((mail) => `${mail.to}: ${mail.subject}`).join('; ');
          stop(() => reject(new Error(`no mail came to ${to}; there is ${there}`)));
        }, WAIT_MS);
        waiting.add(look);
        look();
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function readMail(stream: AsyncIterable<Buffer>): Promise<Omit<ReceivedMail, 'to'>> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const { from, subject = '', text = '' } = await PostalMime.parse(Buffer.concat(chunks));
  const link = /https?:\/\/\S+/.exec(text)?.[0] ?? 'http://no-link.invalid';
  return { from: from?.address ?? '', subject, text, link: new URL(link) };
}
