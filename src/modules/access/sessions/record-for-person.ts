// What happens to a person's account concerns every organization of the person: one audit row in each.
import { randomUUID } from 'node:crypto';
import type { Actor } from '#kernel/context';
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { record } from '../audit/record.ts';
import type { AuditChange } from '../audit/record.ts';
import { membershipsOf } from '../members/store.ts';
import type { User } from '../user.ts';
import { MAX_ORGANIZATIONS } from './session.ts';

export interface Visitor {
  readonly ip?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly requestId?: string | undefined;
}

export interface PersonalEvent extends Pick<AuditChange, 'action' | 'before' | 'after' | 'note'> {
  readonly user: User;
  readonly from: Visitor;
  /** Default: the person. */
  readonly actor?: Actor | undefined;
}

export async function recordForPerson(tx: Tx, deps: Pick<Deps, 'clock'>, event: PersonalEvent): Promise<void> {
  const { user, from, action, before, after, note } = event;
  const requestId = from.requestId ?? randomUUID();
  for (const { org, role } of await membershipsOf(tx, user.id, MAX_ORGANIZATIONS)) {
    const actor = event.actor ?? { type: 'user', id: user.id, name: user.name, role };
    await record(
      tx,
      { deps, org, actor, requestId, ip: from.ip, userAgent: from.userAgent },
      { action, objectType: 'user', objectId: user.id, before, after, note },
    );
  }
}
