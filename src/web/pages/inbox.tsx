// The local inbox: mails of an instance for one person that has no mail server. They are shown instead of sent.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isNotFound } from '../api/error.ts';
import { clearInbox, mailsQuery } from '../api/inbox.ts';
import type { MailRow } from '../api/inbox.ts';
import { paths } from '../api/paths.ts';
import { Button } from '../components/button.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { cx } from '../components/cx.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { InboxMail } from '../components/inbox-mail.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { PageLink } from '../components/page-link.tsx';
import { Pager } from '../components/pager.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { RowsSkeleton } from '../components/skeleton.tsx';
import { TimeAgo } from '../components/time-ago.tsx';
import { toast } from '../components/toaster.tsx';
import { usePage } from '../components/use-page.ts';
import { plural } from '../text/amounts.ts';
import { NotFound } from './not-found.tsx';

export function InboxPage() {
  const { org, search, may } = usePage();
  const mails = useQuery(mailsQuery(org, search['page']));
  if (isNotFound(mails.error)) return <NotFound />;
  const unread = mails.data?.unread ?? 0;
  return (
    <>
      <PageHeader
        title="Local inbox"
        lead="This instance has no mail server: what it would send stands here."
        status={unread > 0 ? <span className="text-sm text-muted">{plural(unread, 'unread', 'unread')}</span> : undefined}
        actions={may('editor') && mails.data !== undefined && mails.data.total > 0 ? <ClearButton org={org} /> : undefined}
      />
      <Part name="the inbox" query={mails} skeleton={<RowsSkeleton rows={6} />}>
        {(found) =>
          found.total === 0 ? (
            <EmptyState title="No mail yet">E-mail alerts, tests of them, and invitations arrive here.</EmptyState>
          ) : (
            <div className="grid items-start gap-5 lg:grid-cols-[22rem_minmax(0,1fr)]">
              <div className={cx(search['mail'] !== undefined && 'max-lg:hidden')}>
                <Panel flush>
                  <ul className="divide-y divide-line">
                    {found.rows.map((mail) => (
                      <MailEntry key={mail.id} org={org} mail={mail} isOpen={mail.id === search['mail']} />
                    ))}
                  </ul>
                </Panel>
                <Pager {...found} to={(page) => paths.inbox(org, { page })} />
              </div>
              {search['mail'] === undefined ? (
                <p className="px-1 py-3 text-sm text-muted max-lg:hidden">Choose a mail to read it.</p>
              ) : (
                <div className="grid gap-3">
                  <PageLink to={paths.inbox(org, { page: search['page'] })} className="link text-sm lg:hidden">
                    All mails
                  </PageLink>
                  <InboxMail key={search['mail']} org={org} mailId={search['mail']} />
                </div>
              )}
            </div>
          )
        }
      </Part>
    </>
  );
}

interface MailEntryProps {
  readonly org: string;
  readonly mail: MailRow;
  readonly isOpen: boolean;
}

function MailEntry({ org, mail, isOpen }: MailEntryProps) {
  const { search } = usePage();
  const isUnread = mail.readAt === null;
  return (
    <li>
      <PageLink
        to={paths.inbox(org, { ...search, mail: mail.id })}
        keepScroll
        aria-current={isOpen ? 'true' : undefined}
        className={cx('grid gap-0.5 px-4 py-2.5 text-sm', isOpen ? 'bg-selected' : 'hover:bg-hover')}
      >
        <span className={cx('flex items-baseline gap-2 break-words', isUnread && 'font-semibold')}>
          {isUnread && <span role="img" aria-label="unread" className="size-1.5 shrink-0 self-center rounded-full bg-accent" />}
          <span className="min-w-0 flex-1">{mail.subject}</span>
        </span>
        <span className="flex justify-between gap-3 text-xs text-muted">
          <span className="truncate">{mail.recipient}</span>
          <TimeAgo at={mail.at} />
        </span>
      </PageLink>
    </li>
  );
}

function ClearButton({ org }: { readonly org: string }) {
  const queries = useQueryClient();
  const { setSearch } = usePage();
  const [isAsking, setAsking] = useState(false);
  const clear = useMutation({
    mutationFn: () => clearInbox(org),
    onSuccess: async () => {
      setSearch({ mail: undefined });
      await queries.invalidateQueries({ queryKey: ['org', org, 'inbox'] });
      toast.done('The inbox is empty');
    },
    onError: (error) => toast.failed('Not cleared', error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button onClick={() => setAsking(true)}>Clear inbox</Button>
      <ConfirmDialog
        isOpen={isAsking}
        title="Clear the local inbox?"
        action="Delete all mails"
        isBusy={clear.isPending}
        onConfirm={() => clear.mutate()}
        onClose={() => setAsking(false)}
      >
        Every mail in it is deleted.
      </ConfirmDialog>
    </>
  );
}
