// Makes a workflow what the document says, by the verbs of workflows.
import { createWorkflow, updateWorkflow } from '#modules/workflows';
import type { WorkflowContent } from '#modules/workflows';
import { withDefaults } from './defaults.ts';
import type { ConfigEntry } from './document.ts';
import { workflowAsEntry } from './entries/live-entries.ts';
import { keepCriterionIds, wantedWorkflow } from './entries/workflow-entry.ts';
import type { PlacedEntry } from './read-document.ts';
import { changedFields, fieldOf, placed, referred, referredProfile, renamed } from './work.ts';
import type { Made, Work } from './work.ts';

const IN_DOCUMENT = { mcpServerId: 'mcpServer', defaultMcpAuthProfileId: 'defaultMcpAuthProfile' };

export async function saveWorkflow(work: Work, at: PlacedEntry, current: WorkflowContent | undefined): Promise<Made> {
  const before = current && workflowAsEntry(work.book, current);
  const serverId = referred(work, { kind: 'server', key: String(at.entry['mcpServer']), field: fieldOf(at, 'mcpServer') });
  const profileId = referredProfile(work, {
    serverId,
    key: at.entry['defaultMcpAuthProfile'],
    field: fieldOf(at, 'defaultMcpAuthProfile'),
  });
  const place = (field: string) => fieldOf(at, renamed(field, IN_DOCUMENT));
  const saved = await placed(place, () =>
    current && before ? change(work, { at, current, before, ids: { serverId, profileId } }) : create(work, at, { serverId, profileId }),
  );
  work.book.add('workflow', saved.id, at.entry.key);
  return { id: saved.id, before, after: workflowAsEntry(work.book, saved) ?? at.entry, more: [], warnings: [] };
}

interface Ids {
  readonly serverId: string;
  readonly profileId: string | null | undefined;
}

async function create({ ctx }: Work, { entry }: PlacedEntry, { serverId, profileId }: Ids): Promise<WorkflowContent> {
  const { key: _, mcpServer: __, defaultMcpAuthProfile: ___, state, ...fields } = entry;
  const made = await createWorkflow(ctx, {
    ...fields,
    mcpServerId: serverId,
    ...(profileId ? { defaultMcpAuthProfileId: profileId } : {}),
  });
  return state === 'paused' ? updateWorkflow(ctx, { workflowId: made.id, state }) : made;
}

/** In a patch these stand for one field of the document's comparable form. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  testerTargets: ['testerModelId', 'testerModelIds', 'testerTargets'],
};

interface Change {
  readonly at: PlacedEntry;
  readonly current: WorkflowContent;
  readonly before: ConfigEntry;
  readonly ids: Ids;
}

/** Only what differs is sent, and only to the version that was compared. */
async function change({ ctx }: Work, { at, current, before, ids }: Change): Promise<WorkflowContent> {
  const full = withDefaults('workflow', at.entry);
  const changed = changedFields(before, wantedWorkflow(full));
  const patch = Object.fromEntries(changed.flatMap((field) => patchOf(field, { full, current, ids })));
  if (Object.keys(patch).length === 0) return current;
  return updateWorkflow(ctx, { workflowId: current.id, baseVersionId: current.currentVersion.id, ...patch });
}

function patchOf(
  field: string,
  { full, current, ids }: { full: ConfigEntry; current: WorkflowContent; ids: Ids },
): readonly (readonly [string, unknown])[] {
  switch (field) {
    case 'key':
      return [];
    case 'mcpServer':
      return [['mcpServerId', ids.serverId]];
    case 'defaultMcpAuthProfile':
      return [['defaultMcpAuthProfileId', ids.profileId ?? null]];
    case 'criteria':
      return [['criteria', keepCriterionIds(full['criteria'], current.criteria)]];
    case 'judge':
      return full['judgeModelId'] === undefined ? [['judge', full['judge']]] : [['judgeModelId', full['judgeModelId']]];
    default:
      return (FORMS[field] ?? [field]).flatMap((name) => (full[name] === undefined ? [] : [[name, full[name]]]));
  }
}
