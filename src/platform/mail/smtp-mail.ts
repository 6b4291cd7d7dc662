// Mail over SMTP: the only place that knows the mail library.
import type { Transporter } from 'nodemailer';
import { seconds } from '#kernel/duration';
import { failed, ok } from '#kernel/outcome';
import type { Mail, MailMessage } from './mail.ts';

export interface SmtpServer {
  /** `smtp://` (STARTTLS when offered) or `smtps://`; may hold user and password. Never log it. */
  readonly url: string;
  /** Sender, such as `Armature <armature@example.com>`. */
  readonly from: string;
}

const CONNECT_MS = seconds(10);
const SILENCE_MS = seconds(30);
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

export const noMail: Mail = {
  isConfigured: false,
  send: async () => failed('No mail server is configured.'),
};

/** Undefined: mails are not sent. */
export const createMail = (server: SmtpServer | undefined): Mail => (server === undefined ? noMail : smtpMail(server));

function smtpMail({ url, from }: SmtpServer): Mail {
  let transport: Promise<Transporter> | undefined;
  return {
    isConfigured: true,
    send: async ({ to, subject, text, html }: MailMessage) => {
      try {
        transport ??= connected(url);
        // an object, not text: a comma in an address must not make two of it
        await (await transport).sendMail({ from, to: { name: '', address: to }, subject, text, ...(html === undefined ? {} : { html }) });
        return ok(undefined);
      } catch (error) {
        return failed(reasonOf(error));
      }
    },
  };
}

/** Loaded with the first mail. Opens nothing until one is sent. */
async function connected(url: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  return createTransport({ ...addressOf(url), ...BOUNDS, disableFileAccess: true, disableUrlAccess: true });
}

const BOUNDS = { connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, dnsTimeout: CONNECT_MS, socketTimeout: SILENCE_MS };

function addressOf(url: string) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const isTls = protocol === 'smtps:';
  const auth = username === '' ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isTls ? 465 : 587) : Number(port),
    secure: isTls,
    // a password does not leave this machine in the clear
    requireTLS: auth !== undefined && !LOOPBACK.test(hostname),
    ...(auth === undefined ? {} : { auth }),
  };
}

/** What went wrong in the library's and the server's codes: their sentences may repeat what was sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'The mail could not be sent.';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const status = 'responseCode' in error && typeof error.responseCode === 'number' ? ` ${error.responseCode}` : '';
  return `The mail server did not take it (${code}${status}).`;
}
