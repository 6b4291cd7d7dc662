// The SQL of the worker's own sign of life.
import type { Db } from '#platform/db/connect';

export interface Heartbeat {
  readonly instanceId: string;
  readonly roles: readonly string[];
  readonly at: Date;
}

export async function beat(db: Db, { instanceId, roles, at }: Heartbeat): Promise<void> {
  await db
    .insertInto('worker_heartbeats')
    .values({ instance_id: instanceId, roles: [...roles], at })
    .onConflict((conflict) => conflict.column('instance_id').doUpdateSet({ roles: [...roles], at }))
    .execute();
}

/** Leaves no trace of a worker that stopped, nor of those that never said goodbye. */
export async function removeHeartbeats(db: Db, gone: { readonly instanceId: string; readonly olderThan: Date }): Promise<void> {
  await db
    .deleteFrom('worker_heartbeats')
    .where((eb) => eb.or([eb('instance_id', '=', gone.instanceId), eb('at', '<', gone.olderThan)]))
    .execute();
}
