// A sign-in or sign-out concerns every organization of the person: one audit row in each.
import { randomUUID } from 'node:crypto';
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { record } from '../audit/record.ts';
import { membershipsOf } from '../store.ts';
import type { User } from '../user.ts';
import { MAX_ORGANIZATIONS } from './session.ts';

export interface Visitor {
  readonly ip?: string | undefined;
  readonly userAgent?: string | undefined;
}

export async function recordForPerson(
  tx: Tx,
  deps: Pick<Deps, 'clock'>,
  event: { user: User; action: string; from: Visitor },
): Promise<void> {
  const { user, action, from } = event;
  const requestId = randomUUID();
  for (const { org, role } of await membershipsOf(tx, user.id, MAX_ORGANIZATIONS)) {
    const actor = { type: 'user', id: user.id, name: user.name, role } as const;
    await record(
      tx,
      { deps, org, actor, requestId, ip: from.ip, userAgent: from.userAgent },
      { action, objectType: 'user', objectId: user.id },
    );
  }
}
