// Which tools a policy offers to the tester, shown while it is written; the server decides when a run calls them.
import type { Tool } from '../api/servers.ts';

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

/** `*` is any text, `?` any one character. Linear: the last star is the only place to go back to. */
function matchesGlob(glob: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let starAt = 0;
  let position = 0;
  while (position < name.length) {
    if (glob[at] === '*') {
      star = at;
      starAt = position;
      at += 1;
    } else if (at < glob.length && (glob[at] === '?' || glob[at] === name[position])) {
      at += 1;
      position += 1;
    } else if (star >= 0) {
      starAt += 1;
      position = starAt;
      at = star + 1;
    } else {
      return false;
    }
  }
  return /^\**$/.test(glob.slice(at));
}
