// What the operator of this instance has switched on.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { sessionQuery } from '../api/session.ts';

export interface Features {
  /** Programs may be started on the machine of the instance. */
  readonly stdio: boolean;
  /** There is a Slack app: workspaces can be connected. */
  readonly slack: boolean;
  /** Mails are shown here instead of sent. */
  readonly inbox: boolean;
}

export function useFeatures(): Features {
  const { data } = useQuery(sessionQuery);
  const { stdio, slack, inbox } = data?.features ?? {};
  return useMemo(() => ({ stdio: stdio === true, slack: slack === true, inbox: inbox === true }), [stdio, slack, inbox]);
}
