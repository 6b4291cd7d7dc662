// The organization itself: its settings, its owner and its end.
import { queryOptions } from '@tanstack/react-query';
import { app, appUrl } from './client.ts';

export interface Organization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly defaultTesterModelId: string | null;
  readonly defaultJudgeModelId: string | null;
  readonly retentionDays: number | null;
  /** Changes of catalogs that break nothing and look harmless need no person to accept them. */
  readonly autoAcceptChanges: boolean;
}

export type OrganizationInput = Partial<
  Pick<Organization, 'name' | 'defaultTesterModelId' | 'defaultJudgeModelId' | 'retentionDays' | 'autoAcceptChanges'>
>;

/** Ownership that waits for the other's yes. */
export interface OwnershipOffer {
  readonly toUserId: string;
  readonly toName: string;
  readonly expiresAt: string;
  readonly isToYou: boolean;
}

const orgPath = (org: string): string => `/o/${org}`;
const ownershipPath = (org: string): string => `${orgPath(org)}/ownership`;

export const organizationQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'settings'],
    queryFn: ({ signal }) => app<Organization>(`${orgPath(org)}/settings`, { signal }),
    staleTime: 30_000,
  });

export const updateOrganization = (org: string, body: OrganizationInput): Promise<Organization> =>
  app(`${orgPath(org)}/settings`, { method: 'PATCH', body });

/** At most one offer at a time; told to the owner and to the one it is made to. */
export const ownershipQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'ownership'],
    queryFn: ({ signal }) => app<{ readonly offer: OwnershipOffer | null }>(ownershipPath(org), { signal }),
    staleTime: 30_000,
  });

export const offerOwnership = (org: string, userId: string): Promise<unknown> =>
  app(ownershipPath(org), { method: 'POST', body: { userId } });
/** The owner takes it back, or the other declines. */
export const withdrawOwnership = (org: string): Promise<unknown> => app(ownershipPath(org), { method: 'DELETE' });
export const acceptOwnership = (org: string): Promise<unknown> => app(`${ownershipPath(org)}/accept`, { method: 'POST', body: {} });

/** `slug` is what the owner typed, to be sure. */
export const deleteOrganization = (org: string, slug: string): Promise<unknown> => app(orgPath(org), { method: 'DELETE', body: { slug } });

/** Everything the organization has but its secrets, one JSON object a line. */
export const exportUrl = (org: string): string => appUrl(`${orgPath(org)}/export`);
