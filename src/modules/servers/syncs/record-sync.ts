// Writes the row of a contact that listed a server's catalog, or tried to, with what shows only beside earlier contacts.
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { Probe } from '#platform/mcp/mcp';
import { eraFindings, ERAS_LOOKED_BACK } from './era-findings.ts';
import { instructionFindings } from './instruction-findings.ts';
import { insertSync, recentEras } from './store.ts';
import type { Eras, SyncFinding, SyncTrigger } from './sync.ts';

export interface RecordedContact {
  readonly serverId: string;
  readonly trigger: SyncTrigger;
  readonly probe: Probe;
  /** Where the catalog was stored. */
  readonly stored?: { readonly snapshotId: string; readonly changed: boolean; readonly isUnversioned: boolean } | undefined;
}

/** A server with thousands of malformed tools has one finding each. */
const MAX_FINDINGS = 500;
const MAX_VERSION = 200;

const UNVERSIONED: SyncFinding = {
  rule: 'unversioned_change',
  severity: 'info',
  message: 'The catalog changed and the version of the server did not: clients cannot tell by the version that something changed.',
};

export async function recordSync(tx: Tx, ctx: Ctx, { serverId, trigger, probe, stored }: RecordedContact): Promise<void> {
  const owner = { orgId: ctx.org.id, serverId, at: ctx.deps.clock.now() };
  const isSaved = trigger === 'create' || trigger === 'update';
  // Another address is another server: what the one before it spoke is no history of this one.
  const before = probe.ok && !isSaved ? await recentEras(tx, owner, ERAS_LOOKED_BACK) : [];
  const history: SyncFinding[] = [
    ...eraFindings(probe.eras, before, modernVersion(probe)),
    ...(stored?.isUnversioned === true ? [UNVERSIONED] : []),
  ];
  const toolNames = (probe.catalog?.tools ?? []).map(({ name }) => name);
  const said = instructionFindings(probe.instructions, toolNames);
  await insertSync(tx, owner, {
    trigger,
    ok: probe.ok,
    era: probe.era,
    snapshotId: stored?.snapshotId ?? null,
    changed: stored?.changed ?? false,
    serverVersion: probe.serverInfo?.version.slice(0, MAX_VERSION) ?? null,
    eras: carriedOn(probe.eras, before[0]),
    findings: [...said, ...history, ...probe.findings].slice(0, MAX_FINDINGS),
    error: probe.error,
  });
}

const modernVersion = (probe: Probe): string | null => (probe.era === 'modern' ? probe.protocolVersion : null);

/** A handshake that was not tried this time is as it was. */
const carriedOn = (now: Eras, last: Eras | undefined): Eras => ({
  modern: now.modern ?? last?.modern ?? null,
  legacy: now.legacy ?? last?.legacy ?? null,
});
