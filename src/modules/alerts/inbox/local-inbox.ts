// The noun: the mails of an instance for one person that has no mail server. They are shown instead of sent.
import { AppError } from '#kernel/errors';
import type { Deps } from '#platform/ctx';

export interface InboxRow {
  readonly id: string;
  readonly at: string;
  readonly recipient: string;
  readonly subject: string;
  readonly readAt: string | null;
}

export interface InboxMail extends InboxRow {
  readonly text: string;
  readonly html: string | null;
}

type Doors = Pick<Deps, 'mail' | 'settings'>;

export const hasLocalInbox = ({ mail, settings }: Doors): boolean => settings.singleUser && !mail.isConfigured;

/** Elsewhere there is no such page. */
export function requireLocalInbox(doors: Doors): void {
  if (!hasLocalInbox(doors)) throw new AppError('not_found', 'This instance has no local inbox.', { thing: 'route' });
}
