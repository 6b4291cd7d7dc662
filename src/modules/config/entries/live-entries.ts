// Live objects as entries, named by the keys of a book. What refers to something that a document cannot hold has none.
import type { AlertRule } from '#modules/alerts';
import type { Monitor } from '#modules/monitors';
import type { WorkflowContent } from '#modules/workflows';
import type { ConfigEntry, ConfigKind } from '../document.ts';
import type { KeyBook } from '../keys.ts';
import { monitorEntry } from './monitor-entry.ts';
import { ruleEntry } from './rule-entry.ts';
import { SECRET, serverEntry } from './server-entry.ts';
import type { LiveServer } from './server-entry.ts';
import { workflowEntry } from './workflow-entry.ts';

/** `secret`: what stands for a secret; by default the same for all, for comparing. */
export function serverAsEntry(book: KeyBook, live: LiveServer, secret: (path: readonly string[]) => unknown = () => SECRET): ConfigEntry {
  const key = keyOf(book, 'server', live.server.id);
  const profileKey = (id: string) => book.keyOf('auth_profile', id) ?? id;
  return serverEntry(live, { key: key ?? live.server.id, profileKey, secret });
}

/** undefined: its server is archived. */
export function workflowAsEntry(book: KeyBook, workflow: WorkflowContent): ConfigEntry | undefined {
  const [key, mcpServer] = [keyOf(book, 'workflow', workflow.id), keyOf(book, 'server', workflow.mcpServerId)];
  if (key === undefined || mcpServer === undefined) return undefined;
  return workflowEntry(workflow, { key, mcpServer, defaultMcpAuthProfile: profileOf(book, workflow.defaultMcpAuthProfileId) });
}

/** undefined: its server is archived. */
export function monitorAsEntry(book: KeyBook, monitor: Monitor): ConfigEntry | undefined {
  const [key, mcpServer] = [keyOf(book, 'monitor', monitor.id), keyOf(book, 'server', monitor.mcpServerId)];
  if (key === undefined || mcpServer === undefined) return undefined;
  return monitorEntry(monitor, { key, mcpServer, authProfile: profileOf(book, monitor.authProfileId) });
}

/** undefined: what it watches is archived. */
export function ruleAsEntry(book: KeyBook, rule: AlertRule): ConfigEntry | undefined {
  const [key, target] = [keyOf(book, 'rule', rule.id), keyOf(book, rule.targetType, rule.targetId)];
  return key === undefined || target === undefined ? undefined : ruleEntry(rule, { key, target });
}

const keyOf = (book: KeyBook, kind: ConfigKind, id: string): string | undefined => book.keyOf(kind, id);

const profileOf = (book: KeyBook, id: string | null): string | null => (id === null ? null : (book.keyOf('auth_profile', id) ?? null));
