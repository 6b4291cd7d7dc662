// Makes a monitor what the document says, by the verbs of monitors.
import { AppError } from '#kernel/errors';
import { createMonitors, updateMonitor } from '#modules/monitors';
import type { Monitor } from '#modules/monitors';
import { withDefaults } from './defaults.ts';
import type { ConfigEntry } from './document.ts';
import { monitorAsEntry } from './entries/live-entries.ts';
import type { PlacedEntry } from './read-document.ts';
import { changedFields, fieldOf, placed, referred, referredProfile, renamed } from './work.ts';
import type { Made, Work } from './work.ts';

const IN_DOCUMENT = { mcpServerId: 'mcpServer', authProfileId: 'authProfile' };
const UNDECIDED = 'Its tool is looked up when this is applied, because its server is tried then.';

export async function saveMonitor(work: Work, at: PlacedEntry, current: Monitor | undefined): Promise<Made> {
  const { entry } = at;
  const before = current && monitorAsEntry(work.book, current);
  const mcpServer = String(entry['mcpServer']);
  const mcpServerId = referred(work, { kind: 'server', key: mcpServer, field: fieldOf(at, 'mcpServer') });
  const authProfileId = referredProfile(work, { serverId: mcpServerId, key: entry['authProfile'], field: fieldOf(at, 'authProfile') });
  const ids = { mcpServer: mcpServerId, authProfile: authProfileId ?? null };
  const isUndecided = work.undecided.has(`server ${mcpServer}`);
  const saved = await placed(
    (field) => fieldOf(at, renamed(field, IN_DOCUMENT)),
    () => (current && before ? change(work, { entry, current, before, ids }) : createAs(work, entry, { ids, isUndecided })),
  );
  if (!saved) {
    work.undecided.add(`monitor ${entry.key}`);
    return { id: null, before, after: withDefaults('monitor', entry), more: [], warnings: [UNDECIDED] };
  }
  work.book.add('monitor', saved.id, entry.key);
  return { id: saved.id, before, after: monitorAsEntry(work.book, saved) ?? entry, more: [], warnings: [] };
}

interface Ids {
  readonly mcpServer: string;
  readonly authProfile: string | null;
}

/** Fields in the verbs' words. */
const inVerb = (fields: Readonly<Record<string, unknown>>, ids: Ids): object => {
  const { key: _, mcpServer, authProfile, ...rest } = fields;
  return {
    ...rest,
    ...(mcpServer === undefined ? {} : { mcpServerId: ids.mcpServer }),
    ...(authProfile === undefined ? {} : { authProfileId: ids.authProfile }),
  };
};

/** undefined: all is well but for the tool, of which a plan cannot know. */
async function createAs(
  { ctx }: Work,
  entry: ConfigEntry,
  { ids, isUndecided }: { ids: Ids; isUndecided: boolean },
): Promise<Monitor | undefined> {
  try {
    const [made] = await createMonitors(ctx, inVerb(entry, ids));
    return made;
  } catch (error) {
    if (!isUndecided || !(error instanceof AppError) || error.fieldErrors.length === 0) throw error;
    const others = error.fieldErrors.filter(({ field }) => field !== 'toolName');
    if (others.length === 0) return undefined;
    throw new AppError(error.code, error.message, { fieldErrors: others });
  }
}

/** Only what differs is sent. */
async function change(
  { ctx }: Work,
  { entry, current, before, ids }: { entry: ConfigEntry; current: Monitor; before: ConfigEntry; ids: Ids },
): Promise<Monitor> {
  const wanted = withDefaults('monitor', entry);
  const changed = changedFields(before, wanted).filter((field) => field !== 'key');
  if (changed.length === 0) return current;
  const patch = Object.fromEntries(changed.map((field) => [field, wanted[field]]));
  return updateMonitor(ctx, { monitorId: current.id, ...inVerb(patch, ids) });
}
