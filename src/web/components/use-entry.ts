// Coming in and going out: what the dashboard has loaded belongs to who was signed in, and goes with them.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { isNotFound } from '../api/error.ts';
import { acceptInvitation } from '../api/invitations.ts';
import { paths } from '../api/paths.ts';
import { sessionQuery, signOut } from '../api/session.ts';
import { toast } from './toaster.tsx';
import { usePage } from './use-page.ts';

/** Leads on after a sign-in: to `address`, else to the page that was asked for before, else home. */
export function useEnter(): (address?: string) => void {
  const queries = useQueryClient();
  const { go } = usePage();
  return useCallback(
    (address = paths.root) => {
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'auth' });
      go(address, { replace: true });
    },
    [queries, go],
  );
}

/** After a sign-up by invitation: nobody has to accept what they came for. */
export function useJoin(): (token: string) => Promise<void> {
  const queries = useQueryClient();
  const enter = useEnter();
  return useCallback(
    async (token) => {
      try {
        await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
        const { organization } = await acceptInvitation(token);
        enter(paths.overview(organization.slug));
      } catch (error) {
        // Used up: by this very sign-up. Anything else the page of the invitation explains.
        enter(isNotFound(error) ? paths.root : paths.invitation(token));
      }
    },
    [queries, enter],
  );
}

/** Signs out and loads the sign-in page anew; `next` is where the following sign-in leads. */
export async function leave(next?: string): Promise<void> {
  try {
    await signOut();
    window.location.assign(paths.signIn({ next }));
  } catch (error) {
    toast.failed('Not signed out', error);
  }
}
