// Removes what has a key and is not in the document any more: first what refers to others.
import { AppError } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { removeRule } from '#modules/alerts';
import { removeMonitor, serverUsage } from '#modules/monitors';
import { removeAuthProfile, removeServer } from '#modules/servers';
import { removeWorkflow } from '#modules/workflows';
import { inTransaction } from '#platform/db/transaction';
import type { ConfigChange } from './change.ts';
import { CONFIG_KINDS } from './document.ts';
import type { ConfigEntry, ConfigKind } from './document.ts';
import { profileEntry, profilesIn, SECRET } from './entries/server-entry.ts';
import type { LiveServer } from './entries/server-entry.ts';
import type { PlacedEntry } from './read-document.ts';
import type { Reconciled } from './reconcile.ts';
import { deleteKeys } from './store.ts';
import { placed } from './work.ts';
import type { Work } from './work.ts';

interface Doomed {
  readonly kind: ConfigKind;
  readonly id: string;
  readonly key: string;
  readonly name: string;
}

const REMOVE: Readonly<Record<ConfigKind, (work: Work, id: string) => Promise<void>>> = {
  server: ({ ctx }, serverId) => removeServer(ctx, { serverId }, serverUsage),
  workflow: ({ ctx }, workflowId) => removeWorkflow(ctx, { workflowId }),
  monitor: ({ ctx }, monitorId) => removeMonitor(ctx, { monitorId }),
  rule: ({ ctx }, ruleId) => removeRule(ctx, { ruleId }),
};

/** What has a key and is in no list, in the order in which it can go. `listed`: `<kind> <key>` of every entry, right or wrong. */
export function missingObjects({ live, bookBefore }: Pick<Work, 'live' | 'bookBefore'>, listed: ReadonlySet<string>): readonly Doomed[] {
  const all: Readonly<Record<ConfigKind, readonly { readonly id: string; readonly name: string }[]>> = {
    server: live.servers.map(({ server }) => server).filter(({ managed }) => !managed),
    workflow: live.workflows,
    monitor: live.monitors,
    rule: live.rules,
  };
  return CONFIG_KINDS.toReversed().flatMap((kind) =>
    all[kind].flatMap(({ id, name }) => {
      const key = bookBefore.isManaged(kind, id) ? bookBefore.keyOf(kind, id) : undefined;
      return key === undefined || listed.has(`${kind} ${key}`) ? [] : [{ kind, id, key, name }];
    }),
  );
}

export async function prune(work: Work, doomed: readonly Doomed[]): Promise<Reconciled> {
  const [changes, errors]: [ConfigChange[], FieldError[]] = [[], []];
  for (const { kind, id, key, name } of doomed) {
    work.goOn();
    const place = () => 'prune';
    const gone = await attempt(errors, () =>
      inTransaction(work.tx, async () => {
        await placed(place, () => REMOVE[kind](work, id));
        await deleteKeys(work.tx, work.ctx.org.id, { kind, objectIds: [id] });
      }),
    );
    if (gone) changes.push({ kind, key, name, op: 'delete', id, diff: [], warnings: [] });
  }
  return { changes, errors };
}

/** Auth profiles that have a key and that their server, where it lists any, does not list any more. */
export async function pruneProfiles(work: Work, entries: readonly PlacedEntry[], changes: ConfigChange[]): Promise<readonly FieldError[]> {
  const errors: FieldError[] = [];
  for (const { kind, entry } of entries) {
    work.goOn();
    const listed = kind === 'server' ? profilesIn(entry) : [];
    const server = listed.length > 0 ? liveOf(work, entry) : undefined;
    if (!server) continue;
    const keys = new Set(listed.map(({ key }) => key));
    for (const profile of server.profiles) {
      const key = work.bookBefore.keyOf('auth_profile', profile.id) ?? '';
      if (!work.bookBefore.isManaged('auth_profile', profile.id) || keys.has(key)) continue;
      const { id: serverId } = server.server;
      const gone = await attempt(errors, () =>
        inTransaction(work.tx, async () => {
          await placed(
            () => 'prune',
            () => removeAuthProfile(work.ctx, { serverId, profileId: profile.id }, serverUsage),
          );
          await deleteKeys(work.tx, work.ctx.org.id, { kind: 'auth_profile', objectIds: [profile.id] });
        }),
      );
      if (gone) noteRemoved(changes, entry.key, profileEntry(profile, { key, profileKey: () => key, secret: () => SECRET }));
    }
  }
  return errors;
}

const liveOf = ({ live, bookBefore }: Work, { key }: ConfigEntry): LiveServer | undefined => {
  const id = bookBefore.find('server', key)?.id;
  return live.servers.find(({ server }) => server.id === id);
};

/** It is a change of its server. */
function noteRemoved(changes: ConfigChange[], serverKey: string, profile: ConfigEntry): void {
  const index = changes.findIndex(({ kind, key }) => kind === 'server' && key === serverKey);
  const change = changes[index];
  if (!change) return;
  const removed = { path: `authProfiles.${profile.key}`, op: 'remove', before: profile } as const;
  changes[index] = {
    ...change,
    op: change.op === 'none' ? 'update' : change.op,
    diff: [...change.diff.filter(({ path, op }) => path !== removed.path || op !== 'remove'), removed],
    warnings: change.warnings.filter((warning) => !warning.startsWith(`The auth profile "${profile.name}" `)),
  };
}

/** False when it was refused; then the reason is among `errors`. */
async function attempt(errors: FieldError[], act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || error.fieldErrors.length === 0) throw error;
    errors.push(...error.fieldErrors);
    return false;
  }
}
