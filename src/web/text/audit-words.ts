// The words of the audit log: kinds of objects, and what an entry is about.
import type { AuditEntry } from '../api/audit.ts';

/** Kinds that the log can hold; another is shown as it is written. */
export const OBJECT_WORDS: Readonly<Record<string, string>> = {
  alert_rule: 'Alert rule',
  api_key: 'API key',
  auth_profile: 'Auth profile',
  connected_app: 'Connected app',
  delivery: 'Delivery',
  destination: 'Destination',
  inbox: 'Local inbox',
  ingest_key: 'Ingest key',
  invitation: 'Invitation',
  maintenance_window: 'Maintenance window',
  mcp_server: 'Server',
  member: 'Member',
  model: 'Model',
  monitor: 'Monitor',
  organization: 'Organization',
  run: 'Run',
  status_page: 'Status page',
  user: 'User',
  workflow: 'Workflow',
};

export const objectWord = (objectType: string): string => OBJECT_WORDS[objectType] ?? objectType.replaceAll('_', ' ');

/** `workflow.update` of a workflow → `update`; `ownership.offer` of an organization → `ownership offer` */
export function verbOf({ action, objectType }: Pick<AuditEntry, 'action' | 'objectType'>): string {
  const own = `${objectType}.`;
  return (action.startsWith(own) ? action.slice(own.length) : action).replaceAll(/[._]/g, ' ');
}

/** What the object was called, where the change tells it. */
export function nameIn({ after, before }: AuditEntry): string | undefined {
  const name = after?.['name'] ?? before?.['name'];
  return typeof name === 'string' ? name : undefined;
}

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A day of the address, such as `2026-01-31`, as the moment it begins; undefined for anything else. */
export function startOfDay(day: string | undefined, plusDays = 0): string | undefined {
  if (day === undefined || !DAY.test(day)) return undefined;
  const at = Date.parse(`${day}T00:00:00.000Z`);
  return Number.isNaN(at) ? undefined : new Date(at + plusDays * DAY_MS).toISOString();
}
