// Our words for sending a mail. Doors implement it over SMTP; without a mail server nothing is sent and the caller is told.
import type { Outcome } from '#kernel/outcome';

export interface MailMessage {
  /** One address. */
  readonly to: string;
  readonly subject: string;
  /** Plain text; every mail has it. */
  readonly text: string;
  readonly html?: string | undefined;
}

export interface Mail {
  /** False without SMTP_URL: callers offer another way, such as showing the link. */
  readonly isConfigured: boolean;
  /** Resolves when the mail server has taken it. Never throws for what the mail server does; the error is for logs, without credentials. */
  send(message: MailMessage): Promise<Outcome<void, string>>;
}
