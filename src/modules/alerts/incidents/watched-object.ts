// What is watched, as far as alerts must know it: a workflow with its targets, or a monitor.
import { findMonitor } from '#modules/monitors';
import { targetKey } from '#modules/runs';
import { findWorkflow } from '#modules/workflows';
import type { Db, Tx } from '#platform/db/connect';
import type { WatchedType } from '../incident.ts';

export interface ObjectRef {
  readonly type: WatchedType;
  readonly id: string;
}

export interface WatchedObject extends ObjectRef {
  readonly name: string;
  readonly serverId: string;
  readonly state: 'active' | 'paused' | 'archived';
  /** Keys of a workflow's targets; `['']` of a monitor. */
  readonly parts: readonly string[];
  /** Of a monitor: checks so far. */
  readonly seq: number;
}

/** Undefined: deleted. */
export function findWatched(conn: Db | Tx, orgId: string, { type, id }: ObjectRef): Promise<WatchedObject | undefined> {
  return type === 'monitor' ? watchedMonitor(conn, orgId, id) : watchedWorkflow(conn, orgId, id);
}

async function watchedMonitor(conn: Db | Tx, orgId: string, id: string): Promise<WatchedObject | undefined> {
  const monitor = await findMonitor(conn, orgId, id);
  return (
    monitor && {
      type: 'monitor',
      id,
      name: monitor.name,
      serverId: monitor.mcpServerId,
      state: monitor.state,
      parts: [''],
      seq: monitor.seq,
    }
  );
}

async function watchedWorkflow(conn: Db | Tx, orgId: string, id: string): Promise<WatchedObject | undefined> {
  const workflow = await findWorkflow(conn, orgId, id);
  if (!workflow) return undefined;
  const { name, mcpServerId, testerTargets } = workflow.spec;
  const parts = [...new Set(testerTargets.map(targetKey))];
  return { type: 'workflow', id, name, serverId: mcpServerId, state: workflow.state, parts, seq: 0 };
}

/** Whether a rule's target covers the object as it is now. */
export const isWatchedBy = (object: WatchedObject, rule: { readonly targetType: string; readonly targetId: string }): boolean =>
  rule.targetType === 'server' ? rule.targetId === object.serverId : rule.targetId === object.id;
