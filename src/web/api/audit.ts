// The audit log: who changed what, page by page and as a file.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { app, appUrl } from './client.ts';
import { queryText } from './query-text.ts';

export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly actor: { readonly type: 'user' | 'key' | 'system'; readonly id: string; readonly name: string };
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string;
  /** Changed fields only; null when the object did not exist. */
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly note: string | null;
}

export interface AuditFilter {
  readonly actorId?: string | undefined;
  readonly objectType?: string | undefined;
  readonly objectId?: string | undefined;
  readonly action?: string | undefined;
  /** ISO times; `after` is the older end. */
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

interface AuditPage {
  readonly rows: readonly AuditEntry[];
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
}

const auditPath = (org: string): string => `/o/${org}/audit-log`;

export const auditLogQuery = (org: string, filter: AuditFilter & { readonly page?: string | undefined }) =>
  queryOptions({
    queryKey: ['org', org, 'audit', filter],
    queryFn: ({ signal }) => app<AuditPage>(`${auditPath(org)}${queryText({ ...filter })}`, { signal }),
    placeholderData: keepPreviousData,
  });

/** Everything the filter finds, one JSON object a line. */
export const auditExportUrl = (org: string, filter: AuditFilter): string => appUrl(`${auditPath(org)}/export${queryText({ ...filter })}`);
