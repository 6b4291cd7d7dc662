// The local inbox: mails of an instance for one person that has no mail server.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { app } from './client.ts';
import { queryText } from './query-text.ts';

export interface MailRow {
  readonly id: string;
  readonly at: string;
  readonly recipient: string;
  readonly subject: string;
  readonly readAt: string | null;
}

export interface Mail extends MailRow {
  readonly text: string;
  readonly html: string | null;
}

interface MailPage {
  readonly rows: readonly MailRow[];
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  readonly unread: number;
}

const LIVE_MS = 10_000;

export const mailsQuery = (org: string, page: string | undefined) =>
  queryOptions({
    queryKey: ['org', org, 'inbox', page],
    queryFn: ({ signal }) => app<MailPage>(`/o/${org}/inbox${queryText({ page })}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });

/** From then on it counts as read. */
export const mailQuery = (org: string, mailId: string) =>
  queryOptions({
    queryKey: ['org', org, 'mail', mailId],
    queryFn: ({ signal }) => app<Mail>(`/o/${org}/inbox/${encodeURIComponent(mailId)}`, { signal }),
    enabled: mailId !== '',
    staleTime: Infinity,
  });

export const clearInbox = (org: string): Promise<unknown> => app(`/o/${org}/inbox`, { method: 'DELETE' });
