// The context of our own scheduler, worker and operator commands: no person asks, the role is owner.
import { randomUUID } from 'node:crypto';
import type { Actor, OrgRef } from '#kernel/context';
import type { Ctx, Deps } from '#platform/ctx';

/** `name` tells the audit log who it was, such as `scheduler` or `operator`. */
export const systemCtx = (deps: Deps, org: OrgRef, options: { readonly name: string; readonly signal: AbortSignal }): Ctx => ({
  deps,
  org,
  actor: systemActor(options.name),
  signal: options.signal,
  requestId: randomUUID(),
});

export const systemActor = (name: string): Actor => ({ type: 'system', id: name, name, role: 'owner' });
