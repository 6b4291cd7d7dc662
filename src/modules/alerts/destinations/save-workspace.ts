// Stores a workspace that was connected: a new destination, or a fresh token for the one that is there.
import { record } from '#modules/access';
import { newId } from '#kernel/ids';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { oneLine } from '../channels/message-words.ts';
import { auditedDestination } from './audited-destination.ts';
import { ensureEmail } from './ensure-email.ts';
import { countStored, insertStored, isNameTaken, lockWorkspace, MAX_DESTINATIONS, saveStored } from './store.ts';
import type { StoredDestination } from './store.ts';

export interface Workspace {
  readonly teamId: string;
  readonly teamName: string;
  readonly token: string;
}

/** The id of the destination; undefined when there is no room for one more. */
export function saveWorkspace(ctx: Ctx, workspace: Workspace): Promise<string | undefined> {
  return inTransaction(ctx.deps.db, async (tx) => {
    await ensureEmail(ctx, tx);
    const known = await lockWorkspace(tx, ctx.org.id, workspace.teamId);
    if (known) return renew(ctx, tx, { known, workspace });
    const isFull = (await countStored(tx, ctx.org.id)) >= MAX_DESTINATIONS;
    return isFull ? undefined : add(ctx, tx, workspace);
  });
}

const configOf = ({ teamId, teamName }: Workspace) => ({ teamId, teamName: oneLine(teamName) });

async function renew(ctx: Ctx, tx: Tx, { known, workspace }: { known: StoredDestination; workspace: Workspace }): Promise<string> {
  const { vault, clock } = ctx.deps;
  const secretId = await vault.put(tx, ctx.org.id, workspace.token);
  const change = { config: configOf(workspace), secretId, needsReauth: false };
  await saveStored(tx, known.id, { change, now: clock.now() });
  if (known.secretId !== null) await vault.remove(tx, ctx.org.id, known.secretId);
  await record(tx, ctx, {
    action: 'destination.reauthorize',
    objectType: 'destination',
    objectId: known.id,
    before: auditedDestination(known),
    after: auditedDestination({ ...known, ...change }),
  });
  return known.id;
}

async function add(ctx: Ctx, tx: Tx, workspace: Workspace): Promise<string> {
  const { vault, clock } = ctx.deps;
  const fresh = {
    id: newId('dest'),
    orgId: ctx.org.id,
    kind: 'slack_oauth',
    name: await freeName(ctx, tx, workspace),
    config: configOf(workspace),
    secretId: await vault.put(tx, ctx.org.id, workspace.token),
    signingSecretId: null,
  } as const;
  await insertStored(tx, { ...fresh, now: clock.now() });
  await record(tx, ctx, {
    action: 'destination.create',
    objectType: 'destination',
    objectId: fresh.id,
    after: auditedDestination({ ...fresh, needsReauth: false }),
  });
  return fresh.id;
}

const MAX_NAME = 80;

/** "Slack: Acme", or with the id of the workspace where that is taken: no other workspace has it. */
async function freeName({ org }: Ctx, tx: Tx, { teamId, teamName }: Workspace): Promise<string> {
  const named = (name: string): string => [...`Slack: ${name}`].slice(0, MAX_NAME).join('').trim();
  const plain = named(oneLine(teamName) || teamId);
  if (!(await isNameTaken(tx, org.id, plain))) return plain;
  const distinct = named(`${teamId} ${oneLine(teamName)}`);
  return (await isNameTaken(tx, org.id, distinct)) ? named(`${teamId} ${newId('dest').slice(-8)}`) : distinct;
}
