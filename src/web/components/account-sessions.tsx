// Where the person is signed in: each browser with its last use, and a way to end it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { endLoginSession, endOtherSessions, loginSessionsQuery } from '../api/account.ts';
import type { LoginSession } from '../api/account.ts';
import { browserName } from '../text/browser-name.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { TimeAgo } from './time-ago.tsx';
import { toast } from './toaster.tsx';

/** A session, or all but this one. */
type Ending = LoginSession | 'others';

export function AccountSessions() {
  const queries = useQueryClient();
  const sessions = useQuery(loginSessionsQuery);
  const [ending, setEnding] = useState<Ending | undefined>();
  const end = useMutation({
    mutationFn: (what: Ending) => (what === 'others' ? endOtherSessions() : endLoginSession(what.id)),
    onSuccess: (_, what) => toast.done(what === 'others' ? 'All other sessions have ended' : 'The session has ended'),
    onError: (error) => toast.failed('Not ended', error),
    onSettled: async () => {
      setEnding(undefined);
      await queries.invalidateQueries({ queryKey: loginSessionsQuery.queryKey });
    },
  });
  const hasOthers = sessions.data?.rows.some(({ isCurrent }) => !isCurrent) === true;
  return (
    <Panel
      flush
      title="Sessions"
      actions={
        hasOthers && (
          <Button look="danger" onClick={() => setEnding('others')}>
            End all others
          </Button>
        )
      }
    >
      <Part name="the sessions" query={sessions} skeleton={<RowsSkeleton rows={2} />}>
        {({ rows }) => <SessionTable sessions={rows} onEnd={setEnding} />}
      </Part>
      <ConfirmDialog
        isOpen={ending !== undefined}
        title={titleFor(ending)}
        action={ending === 'others' ? 'End sessions' : 'End session'}
        isBusy={end.isPending}
        onConfirm={() => ending !== undefined && end.mutate(ending)}
        onClose={() => setEnding(undefined)}
      >
        {ending === 'others' ? 'Only this browser stays signed in.' : 'That browser is signed out at once.'}
      </ConfirmDialog>
    </Panel>
  );
}

function titleFor(ending: Ending | undefined): string {
  if (ending === undefined || ending === 'others') return 'End all other sessions?';
  return `End the session of ${browserName(ending.userAgent)}?`;
}

function SessionTable({
  sessions,
  onEnd,
}: {
  readonly sessions: readonly LoginSession[];
  readonly onEnd: (session: LoginSession) => void;
}) {
  return (
    <table className="grid-table">
      <thead>
        <tr>
          <th scope="col">Browser</th>
          <th scope="col">Address</th>
          <th scope="col">Signed in</th>
          <th scope="col">Last seen</th>
          <th scope="col">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <tr key={session.id}>
            <td className="lead font-medium" title={session.userAgent ?? undefined}>
              {browserName(session.userAgent)}
            </td>
            <td data-label="Address">
              <span className="data text-xs">{session.ip ?? '–'}</span>
            </td>
            <td data-label="Signed in">
              <TimeAgo at={session.createdAt} />
            </td>
            <td data-label="Last seen">
              {session.isCurrent ? <Badge tone="pass">This browser</Badge> : <TimeAgo at={session.lastSeenAt} />}
            </td>
            <td className="act text-end">
              {!session.isCurrent && (
                <Button aria-label={`End the session of ${browserName(session.userAgent)}`} onClick={() => onEnd(session)}>
                  End
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
