// Remedies where the tool policy stopped a call that the task led to. Pure.
import type { ToolPolicy } from '#modules/workflows';
import { isOwnMistake } from '../tester/own-mistake.ts';
import type { Remedy, RemedyRule } from './remedy.ts';
import { named, ofWorkflow } from './remedy.ts';

const DENIED = 'denied_tools: ';
const NOT_ALLOWED = 'allowed_tools: ';

type Loosened = Pick<Remedy, 'field' | 'operation' | 'before' | 'after'> & { readonly policy: ToolPolicy };

/** Each tool once. The changes build on each other, so that all of them together are one policy. */
export const policyRemedies: RemedyRule = (facts) => {
  const blocked = facts.calls.filter(({ blocked: isBlocked, rule }) => isBlocked && rule !== undefined && !isOwnMistake(rule));
  let policy = facts.spec.toolPolicy;
  return [...Map.groupBy(blocked, ({ tool }) => tool)].map(([tool, calls]) => {
    const rule = calls[0]?.rule ?? '';
    const { policy: loosened, ...change } = loosen(policy, tool, rule);
    policy = loosened;
    return ofWorkflow(facts, {
      action: 'patch_tool_policy',
      ...change,
      why: `The policy stopped ${named([tool])} (${named([rule])}). If the task needs the call, allow it; if not, the prompt must not lead to it.`,
      evidence: calls.map(({ callId }) => callId),
      changes: { toolPolicy: policy },
    });
  });
};

function loosen(policy: ToolPolicy, tool: string, rule: string): Loosened {
  if (rule.startsWith(DENIED)) {
    const entry = rule.slice(DENIED.length);
    const denied = (policy.denied_tools ?? []).filter((one) => one !== entry);
    return { field: 'toolPolicy.denied_tools', operation: 'remove', before: entry, policy: { ...policy, denied_tools: denied } };
  }
  // Named there, a destructive tool is allowed alone; without such a list it would become the only one that is.
  if (rule.startsWith(NOT_ALLOWED) || policy.allowed_tools) {
    const allowed = [...new Set([...(policy.allowed_tools ?? []), tool])];
    return { field: 'toolPolicy.allowed_tools', operation: 'add', after: tool, policy: { ...policy, allowed_tools: allowed } };
  }
  return {
    field: 'toolPolicy.allow_destructive',
    operation: 'replace',
    before: policy.allow_destructive ?? false,
    after: true,
    policy: { ...policy, allow_destructive: true },
  };
}
