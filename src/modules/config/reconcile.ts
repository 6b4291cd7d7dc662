// Makes the organization what a document says, entry by entry, in one transaction. Its caller keeps all of it, or nothing.
import { AppError } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { record } from '#modules/access';
import { inTransaction } from '#platform/db/transaction';
import type { ConfigChange, ConfigOp } from './change.ts';
import { withoutDefaults } from './defaults.ts';
import { diffEntries } from './diff-entries.ts';
import type { ConfigEntry, ConfigKind } from './document.ts';
import { shortProfiles } from './entries/server-entry.ts';
import { shortWorkflow } from './entries/workflow-entry.ts';
import type { Found } from './keys.ts';
import { brokenKey } from './read-document.ts';
import type { PlacedEntry } from './read-document.ts';
import { saveMonitor } from './save-monitor.ts';
import { saveRule } from './save-rule.ts';
import { saveServer } from './save-server.ts';
import { saveWorkflow } from './save-workflow.ts';
import { saveKey } from './store.ts';
import { SkippedEntry } from './work.ts';
import type { Made, Work } from './work.ts';

export interface Reconciled {
  readonly changes: readonly ConfigChange[];
  readonly errors: readonly FieldError[];
}

/** An entry that is refused leaves nothing, and the others are tried all the same, so that every fault is found at once. */
export async function reconcile(work: Work, entries: readonly PlacedEntry[]): Promise<Reconciled> {
  const [changes, errors]: [ConfigChange[], FieldError[]] = [[], []];
  for (const at of entries) {
    work.goOn();
    const found = work.book.find(at.kind, at.entry.key);
    try {
      changes.push(await saveOne(work, at, found));
    } catch (error) {
      if (!(error instanceof SkippedEntry) && !(error instanceof AppError && error.fieldErrors.length > 0)) throw error;
      work.broken.add(brokenKey(at.kind, at.entry.key));
      if (error instanceof AppError) errors.push(...error.fieldErrors);
    }
  }
  return { changes, errors };
}

/** Undoes what made no difference, such as a space too many in a name. */
class NoDifference extends Error {
  readonly change: ConfigChange;
  constructor(change: ConfigChange) {
    super('nothing changed');
    this.name = 'NoDifference';
    this.change = change;
  }
}

async function saveOne(work: Work, at: PlacedEntry, found: Found | undefined): Promise<ConfigChange> {
  try {
    return await inTransaction(work.tx, async () => {
      const made = await SAVE[at.kind](work, at, found?.id);
      const change = changeOf(work, { at, found, made });
      if (change.op === 'none') throw new NoDifference(change);
      if (made.id !== null && (found?.isManaged !== true || found.id !== made.id))
        await nameObject(work, { at, id: made.id, op: change.op });
      return change;
    });
  } catch (error) {
    if (error instanceof NoDifference) return error.change;
    throw error;
  }
}

/** Each finds its own object among the live ones. */
const SAVE: Readonly<Record<ConfigKind, (work: Work, at: PlacedEntry, id: string | undefined) => Promise<Made>>> = {
  server: (work, at, id) =>
    saveServer(
      work,
      at,
      work.live.servers.find(({ server }) => server.id === id),
    ),
  workflow: (work, at, id) =>
    saveWorkflow(
      work,
      at,
      work.live.workflows.find((one) => one.id === id),
    ),
  monitor: (work, at, id) =>
    saveMonitor(
      work,
      at,
      work.live.monitors.find((one) => one.id === id),
    ),
  rule: (work, at, id) =>
    saveRule(
      work,
      at,
      work.live.rules.find((one) => one.id === id),
    ),
};

function changeOf(work: Work, { at, found, made }: { at: PlacedEntry; found: Found | undefined; made: Made }): ConfigChange {
  const { kind, entry } = at;
  const diff = [...diffEntries(contentOf(made.before), contentOf(made.after)), ...made.more];
  const isNew = made.before === undefined;
  const adopts = found?.isManaged === false || namesProfiles(work, made);
  const op: ConfigOp = isNew ? 'create' : adopts ? 'adopt' : diff.length > 0 ? 'update' : 'none';
  // What a plan made is not kept, so its id says nothing.
  const id = isNew && work.secrets.isPlan ? null : made.id;
  return {
    kind,
    key: entry.key,
    name: made.after.name,
    op,
    id,
    diff: isNew ? newFields(made.after, kind) : diff,
    warnings: made.warnings,
  };
}

/** Auth profiles of a server that got their keys just now. */
const namesProfiles = ({ live, book, bookBefore }: Work, { id }: Made): boolean =>
  live.servers
    .filter(({ server }) => server.id === id)
    .flatMap(({ profiles }) => profiles)
    .some((profile) => book.isManaged('auth_profile', profile.id) && !bookBefore.isManaged('auth_profile', profile.id));

/** The key is no part of what an object says. */
function contentOf(entry: ConfigEntry | undefined): object {
  const { key: _, ...content } = entry ?? {};
  return content;
}

/** Of a new object what it says beyond its defaults. */
const newFields = (after: ConfigEntry, kind: ConfigKind) => diffEntries({}, contentOf(withoutDefaults(kind, SHORT[kind](after))));

const same = (entry: ConfigEntry): ConfigEntry => entry;
const SHORT: Readonly<Record<ConfigKind, (entry: ConfigEntry) => ConfigEntry>> = {
  server: shortProfiles,
  workflow: (entry) => (Array.isArray(entry['testerTargets']) ? shortWorkflow(entry) : entry),
  monitor: same,
  rule: same,
};

const OBJECT_TYPES = { server: 'mcp_server', workflow: 'workflow', monitor: 'monitor', rule: 'alert_rule' } as const;

async function nameObject({ tx, ctx, book }: Work, { at, id, op }: { at: PlacedEntry; id: string; op: ConfigOp }): Promise<void> {
  const { kind, entry } = at;
  book.add(kind, id, entry.key);
  await saveKey(tx, ctx.org.id, { kind, key: entry.key, objectId: id, at: ctx.deps.clock.now() });
  if (op === 'adopt')
    await record(tx, ctx, { action: 'config.adopt', objectType: OBJECT_TYPES[kind], objectId: id, after: { key: entry.key } });
}
