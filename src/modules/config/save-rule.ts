// Makes an alert rule what the document says, by the verbs of alerts.
import { createRule, updateRule } from '#modules/alerts';
import type { AlertDestination, AlertRule } from '#modules/alerts';
import { withDefaults } from './defaults.ts';
import type { ConfigEntry, ConfigKind } from './document.ts';
import { ruleAsEntry } from './entries/live-entries.ts';
import type { PlacedEntry } from './read-document.ts';
import { changedFields, fieldOf, placed, referred, refused, renamed } from './work.ts';
import type { Made, Work } from './work.ts';

const IN_DOCUMENT = { targetId: 'target', destinationId: 'destination' };
const UNDECIDED = 'It is made with the monitor that it watches, when this is applied.';

export async function saveRule(work: Work, at: PlacedEntry, current: AlertRule | undefined): Promise<Made> {
  const before = current && ruleAsEntry(work.book, current);
  const { destinations } = work.live;
  const destination = destinationOf(destinations, at);
  const entry: ConfigEntry = { ...at.entry, destination: destination.name };
  const target = { kind: String(entry['targetType']) as ConfigKind, key: String(entry['target']) };
  if (work.undecided.has(`${target.kind} ${target.key}`) && target.kind === 'monitor' && !work.book.find('monitor', target.key))
    return { id: null, before, after: withDefaults('rule', entry), more: [], warnings: [UNDECIDED] };
  const ids = { target: referred(work, { ...target, field: fieldOf(at, 'target') }), destination: destination.id };
  const saved = await placed(
    (field) => fieldOf(at, renamed(field, IN_DOCUMENT)),
    () => (current && before ? change(work, { entry, current, before, ids }) : createRule(work.ctx, inVerb(entry, ids))),
  );
  work.book.add('rule', saved.id, entry.key);
  return { id: saved.id, before, after: ruleAsEntry(work.book, saved) ?? entry, more: [], warnings: [] };
}

/** By its name, whatever the case; the exact one first. */
function destinationOf(destinations: readonly AlertDestination[], at: PlacedEntry): AlertDestination {
  const wanted = String(at.entry['destination']);
  const found =
    destinations.find(({ name }) => name === wanted) ?? destinations.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (found) return found;
  throw refused([
    { field: fieldOf(at, 'destination'), message: 'is not the name of an alert destination; make it in the dashboard first' },
  ]);
}

interface Ids {
  readonly target: string;
  readonly destination: string;
}

/** Fields in the verbs' words. */
const inVerb = (fields: Readonly<Record<string, unknown>>, ids: Ids): object => {
  const { key: _, target, destination, ...rest } = fields;
  return {
    ...rest,
    ...(target === undefined ? {} : { targetId: ids.target }),
    ...(destination === undefined ? {} : { destinationId: ids.destination }),
  };
};

/** Only what differs is sent. */
async function change(
  { ctx }: Work,
  { entry, current, before, ids }: { entry: ConfigEntry; current: AlertRule; before: ConfigEntry; ids: Ids },
): Promise<AlertRule> {
  const wanted = withDefaults('rule', entry);
  const changed = changedFields(before, wanted).filter((field) => field !== 'key');
  if (changed.length === 0) return current;
  const patch = Object.fromEntries(changed.map((field) => [field, wanted[field]]));
  return updateRule(ctx, { ruleId: current.id, ...inVerb(patch, ids) });
}
