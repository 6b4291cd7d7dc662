// Where a page is: its organization, ids and query, and how to go elsewhere.
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { locationOf } from '../api/location.ts';
import type { Search } from '../api/location.ts';
import { hasRole, useMembership } from '../api/session.ts';
import type { Role } from '../api/session.ts';

type ParamName = 'org' | 'serverId' | 'workflowId' | 'runId' | 'baselineId' | 'monitorId' | 'proposalId' | 'slug' | 'approvalId';
type Params = Readonly<Record<ParamName, string | undefined>>;

export interface PageContext {
  readonly org: string;
  readonly params: Params;
  readonly search: Search;
  /** Changes the query of this page; any filter starts at the first page again. */
  readonly setSearch: (changes: Search) => void;
  readonly go: (address: string, options?: { readonly replace?: boolean }) => void;
  readonly may: (role: Role) => boolean;
}

export function usePage(): PageContext {
  const params: Params = useParams({ strict: false });
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const org = params.org ?? '';
  const role = useMembership(org)?.role ?? 'viewer';

  const go = useCallback(
    (address: string, options?: { readonly replace?: boolean }) => {
      void navigate({ ...locationOf(address), replace: options?.replace ?? false });
    },
    [navigate],
  );
  const setSearch = useCallback(
    (changes: Search) => {
      void navigate({
        to: '.',
        search: (before: Search) => ({ ...before, page: undefined, ...changes }),
        replace: true,
        resetScroll: false,
      });
    },
    [navigate],
  );
  return { org, params, search, setSearch, go, may: (needed) => hasRole(role, needed) };
}
