// The organization itself: its name, default models and retention.
import { queryOptions } from '@tanstack/react-query';
import { app } from './client.ts';

export interface Organization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly defaultTesterModelId: string | null;
  readonly defaultJudgeModelId: string | null;
  readonly retentionDays: number | null;
}

export type OrganizationInput = Partial<Pick<Organization, 'name' | 'defaultTesterModelId' | 'defaultJudgeModelId' | 'retentionDays'>>;

export const organizationQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'settings'],
    queryFn: ({ signal }) => app<Organization>(`/o/${org}/settings`, { signal }),
    staleTime: 30_000,
  });

export const updateOrganization = (org: string, body: OrganizationInput): Promise<Organization> =>
  app(`/o/${org}/settings`, { method: 'PATCH', body });
