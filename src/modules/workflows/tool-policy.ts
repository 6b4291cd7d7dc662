// Decides whether the tester may call a tool (spec 02 §6). Asked twice: when tools are offered, and before a call is sent.
import { matchGlob } from '#platform/match/glob';
import type { ToolPolicy } from './workflow.ts';

export interface PolicyTool {
  readonly name: string;
  readonly annotations?: { readonly destructiveHint?: boolean | undefined } | undefined;
}

/** `rule` names the deciding entry, for the trace and for the agent: `denied_tools: *_delete`. */
export type ToolDecision = { readonly allowed: true } | { readonly allowed: false; readonly rule: string };

export function decideTool(policy: ToolPolicy, tool: PolicyTool): ToolDecision {
  const denied = policy.denied_tools?.find((entry) => matchGlob(entry, tool.name));
  if (denied !== undefined) return { allowed: false, rule: `denied_tools: ${denied}` };
  if (policy.allowed_tools && !policy.allowed_tools.some((entry) => matchGlob(entry, tool.name))) {
    return { allowed: false, rule: 'allowed_tools: no match' };
  }
  const isDestructive = tool.annotations?.destructiveHint === true;
  const isNamed = policy.allowed_tools?.includes(tool.name) ?? false;
  if (isDestructive && policy.allow_destructive !== true && !isNamed) {
    return { allowed: false, rule: 'allow_destructive: false, and the tool is annotated destructive' };
  }
  return { allowed: true };
}
