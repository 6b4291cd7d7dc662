// May this caller call this operation, and must a person say so first? Pure; the manifest's policy and the caller's role decide.
import type { Role } from '#kernel/role';
import { hasRole } from '#kernel/role';
import type { Manifest, Operation } from '#modules/sources';
import { matchGlob } from '#platform/match/glob';

export type Permission =
  | { readonly action: 'allow' | 'ask' }
  | { readonly action: 'refuse'; readonly kind: 'forbidden_role' | 'policy_blocked'; readonly message: string };

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The first entry of the policy that matches decides; without one it is allowed. A viewer reads, whatever the policy says. */
export function permissionOf(operation: Pick<Operation, 'operationId' | 'method'>, role: Role, policy: Manifest['policy']): Permission {
  const { operationId, method } = operation;
  if (!READING.has(method) && !hasRole(role, 'editor')) {
    return refused(
      'forbidden_role',
      `${operationId} is a ${method} operation; with the role viewer only GET, HEAD and OPTIONS can be called.`,
    );
  }
  const action = policy.find(({ match }) => matchGlob(match, operationId))?.action ?? 'allow';
  if (action !== 'block') return { action };
  return refused('policy_blocked', `${operationId} is blocked by the policy of this endpoint; nobody can call it here.`);
}

const refused = (kind: 'forbidden_role' | 'policy_blocked', message: string): Permission => ({ action: 'refuse', kind, message });
