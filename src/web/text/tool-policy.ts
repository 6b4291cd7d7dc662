// Which tools a policy offers to the tester, shown while it is written; the server decides when a run calls them.
import type { Tool } from '../api/servers.ts';
import { matchesGlob } from './matches-glob.ts';

export interface PolicyWords {
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
  readonly allowDestructive: boolean;
}

/** Why a tool is blocked, or undefined when it is offered. Denied goes before allowed, a destructive tool must be named in full. */
export function blockingRule(policy: PolicyWords, tool: Tool): string | undefined {
  const denied = policy.denied.find((glob) => matchesGlob(glob, tool.name));
  if (denied !== undefined) return `denied by ${denied}`;
  if (policy.allowed.length > 0 && !policy.allowed.some((glob) => matchesGlob(glob, tool.name))) return 'not in the allowed list';
  const isDestructive = tool.annotations?.['destructiveHint'] === true;
  if (isDestructive && !policy.allowDestructive && !policy.allowed.includes(tool.name)) return 'destructive';
  return undefined;
}
