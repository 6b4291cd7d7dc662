// Remedies where the test itself is at fault: it changed since it passed, or its halves disagree. Pure.
import type { Criterion, FieldDiff } from '#modules/workflows';
import { TEST_FIELDS } from '../baseline.ts';
import type { ActionName } from './diagnosis.ts';
import { isFailing } from './facts.ts';
import type { Facts } from './facts.ts';
import { ofWorkflow } from './remedy.ts';
import type { Remedy, RemedyRule, SpecChanges } from './remedy.ts';

/** What changed since the baseline passed, put back as it was. */
export const restoreRemedies: RemedyRule = (facts) => {
  const { baseline, baselineSpec, workflow } = facts.changes;
  if (facts.run.classification !== 'test' || !baseline || !baselineSpec) return [];
  return workflow
    .filter(({ path }) => TEST_FIELDS.test(path))
    .map((diff) =>
      ofWorkflow(facts, {
        action: actionOf(diff.path),
        ...undone(diff),
        why: 'It changed since the baseline passed. If the change was not meant, this puts it back.',
        evidence: [baseline.runId, facts.run.runId],
        changes: changesOf(facts, diff),
      }),
    );
};

const OPPOSITE = { add: 'remove', remove: 'add', replace: 'replace', move: 'move' } as const;

const undone = ({ path, op, before, after }: FieldDiff): Pick<Remedy, 'field' | 'operation' | 'before' | 'after'> => ({
  field: path.replace(/^testerPrompt\b/, 'prompt'),
  operation: OPPOSITE[op],
  ...(after === undefined ? {} : { before: after }),
  ...(before === undefined ? {} : { after: before }),
});

function actionOf(path: string): ActionName | null {
  if (path.startsWith('criteria')) return 'patch_criteria';
  return path.startsWith('toolPolicy') ? 'patch_tool_policy' : null;
}

/** Undefined where putting one field back is no update of its own, as with a criterion that came, went or moved. */
function changesOf({ changes, spec }: Facts, { path }: FieldDiff): SpecChanges | undefined {
  const was = changes.baselineSpec;
  if (!was) return undefined;
  if (path === 'testerPrompt') return { prompt: was.testerPrompt };
  if (path.startsWith('toolPolicy')) return { toolPolicy: was.toolPolicy };
  const [, index, field] = /^criteria\[(\d+)\]\.(check|criterionText|isRequired)\b/.exec(path) ?? [];
  const now = index === undefined ? undefined : spec.criteria[Number(index)];
  const old = now && was.criteria.find(({ id }) => id === now.id);
  if (!now || !old) return undefined;
  const update = { op: 'update', position: now.position } as const;
  if (field === 'criterionText') return { criteria: [{ ...update, criterionText: old.criterionText }] };
  if (field === 'isRequired') return { criteria: [{ ...update, isRequired: old.isRequired }] };
  return old.check ? { criteria: [{ ...update, check: old.check }] } : undefined;
}

/** A script makes the same calls every time: where a failing check asks for others, one of the two must give way. */
export const contradictionRemedies: RemedyRule = (facts) => {
  if (facts.run.classification !== 'test' || facts.run.testerKind === 'model') return [];
  const failing = new Set(facts.criteria.filter(isFailing).map(({ criterionId }) => criterionId));
  return facts.spec.criteria.flatMap((criterion, index) => (failing.has(criterion.id) ? contradiction(facts, criterion, index) : []));
};

function contradiction(facts: Facts, { id, position, check }: Criterion, index: number): Remedy[] {
  const field = `criteria[${index}].check`;
  const sent = facts.calls.filter(({ blocked }) => !blocked).map(({ tool }) => tool);
  if (check?.kind === 'tool_called' && !sent.includes(check.tool)) {
    const why = `The script has no step that calls ${check.tool}, which the check wants called. Add the step, or change the check.`;
    return [ofWorkflow(facts, { action: 'patch_criteria', field: 'prompt', operation: 'replace', why, evidence: [id] })];
  }
  if (check?.kind === 'max_tool_calls' || check?.kind === 'max_steps') {
    const after = check.kind === 'max_steps' ? facts.run.steps : facts.run.toolCallCount;
    const changes = { criteria: [{ op: 'update', position, check: { ...check, max: after } }] } as const;
    const why = `The script needs ${after} and the check allows ${check.max}. Raise it if the script is right.`;
    const same = { action: 'patch_criteria', operation: 'replace', why, evidence: [id], changes } as const;
    return [ofWorkflow(facts, { ...same, field: `${field}.max`, before: check.max, after })];
  }
  if (check?.kind !== 'tool_order' || !check.tools.every((tool) => sent.includes(tool))) return [];
  const after = check.tools.toSorted((a, b) => sent.indexOf(a) - sent.indexOf(b));
  const changes = { criteria: [{ op: 'update', position, check: { ...check, tools: after } }] } as const;
  const why = 'The script calls these tools in another order. Turn the order of the check if the script is right.';
  const same = { action: 'patch_criteria', operation: 'replace', why, evidence: [id], changes } as const;
  return [ofWorkflow(facts, { ...same, field: `${field}.tools`, before: check.tools, after })];
}

/** The prompt is no script, or one that cannot be played. */
export const unplayableRemedies: RemedyRule = (facts) => {
  const { error, testerKind, modelId } = facts.run;
  if (error?.kind !== 'model' || testerKind === 'model') return [];
  const evidence = facts.events.flatMap(({ id, type }) => (type === 'error' ? [id] : []));
  const prompt = ofWorkflow(facts, { action: null, field: 'prompt', operation: 'replace', why: error.message, evidence });
  if (!error.message.startsWith('needs a model')) return [prompt];
  const why = 'A prompt in plain words can be played by a model.';
  return [prompt, ofWorkflow(facts, { action: null, field: 'model', operation: 'replace', before: modelId, why, evidence })];
};

/** A tester that read the task never called what a check wants called. */
export const uncalledRemedies: RemedyRule = (facts) => {
  if (facts.run.classification !== 'model') return [];
  const called = new Set(facts.calls.map(({ tool }) => tool));
  const failing = new Set(facts.criteria.filter(isFailing).map(({ criterionId }) => criterionId));
  return facts.spec.criteria.flatMap(({ id, check }) => {
    if (!failing.has(id) || check?.kind !== 'tool_called' || called.has(check.tool)) return [];
    const why = `The tester never called ${check.tool}, which a criterion wants called. Say in the task what it is needed for.`;
    return [ofWorkflow(facts, { action: 'patch_prompt', field: 'prompt', operation: 'replace', why, evidence: [id] })];
  });
};
