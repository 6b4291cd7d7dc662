// What the operator of this instance has switched on.
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/session.ts';

export interface Features {
  /** Programs may be started on the machine of the instance. */
  readonly stdio: boolean;
}

export function useFeatures(): Features {
  const { data } = useQuery(sessionQuery);
  return { stdio: data?.features?.stdio === true };
}
