// What to do next, by the classification alone (spec 04 diagnose_run); reasons and arguments come from the facts. Pure.
import type { Classification } from '../run.ts';
import { isUnsure } from '../classify.ts';
import { isOwnMistake } from '../tester/own-mistake.ts';
import { cutText } from '../trace/bound-json.ts';
import type { ActionName, SuggestedAction } from './diagnosis.ts';
import { isFailing } from './facts.ts';
import type { Facts } from './facts.ts';
import { mergeChanges, named } from './remedy.ts';
import type { Remedy } from './remedy.ts';

const ACTIONS: Readonly<Record<Classification, readonly ActionName[]>> = {
  server: ['fix_server'],
  schema: ['sync_capabilities', 'patch_prompt'],
  credential: ['rotate_credential'],
  network: ['rerun'],
  platform: ['rerun'],
  model: ['rerun', 'patch_prompt', 'raise_limit'],
  judge: ['patch_criteria', 'raise_samples'],
  test: ['patch_criteria', 'patch_tool_policy'],
};

const MAX_EVIDENCE = 50;
const MAX_QUOTE = 300;

/** Empty for a run that passed. */
export const suggestedActions = (facts: Facts, remedies: readonly Remedy[]): SuggestedAction[] =>
  (facts.run.classification === null ? [] : ACTIONS[facts.run.classification]).map((action) => ({
    action,
    reason: REASONS[action](facts),
    ...callOf(action, facts, remedies),
  }));

const REASONS: Readonly<Record<ActionName, (facts: Facts) => string>> = {
  fix_server: ({ run, calls }) => {
    if (run.error) return `The server is at fault: ${quoted(run.error.message)}`;
    const failed = calls.filter(({ isError, blocked }) => isError && !blocked);
    const tools = [...new Set(failed.map(({ tool }) => tool))];
    return tools.length > 0
      ? `${failed.length} call${failed.length === 1 ? '' : 's'} of ${named(tools)} failed; the workflow asked for nothing wrong.`
      : 'The calls are fixed, and the server answered them otherwise than the criteria state.';
  },
  sync_capabilities: ({ changes: { brokenTools } }) =>
    brokenTools.size > 0
      ? `The catalog changed in a breaking way (${named([...brokenTools.keys()])}): read it again before the workflow is changed.`
      : 'Arguments or results did not fit the schemas: read the catalog again before the workflow is changed.',
  patch_prompt: ({ run }) =>
    run.classification === 'schema'
      ? 'The task must lead to calls that the server takes as it is now.'
      : 'The server answered and no rule of the test was in the way, so the task is what can be said more exactly.',
  rotate_credential: () => 'The server refused the credential. A person must store a new one; nothing about the workflow is wrong.',
  rerun: ({ run }) => {
    if (run.classification === 'model') return 'A model does not act the same way every time: one more run tells chance from habit.';
    return `${run.classification === 'network' ? 'The server could not be reached' : 'The run was ended from our side'}: ${quoted(run.error?.message ?? 'no more is known')}`;
  },
  raise_limit: ({ events }) => {
    const limits = [...new Set(events.flatMap((event) => (event.type === 'limit_reached' ? [event.data.limit] : [])))];
    return limits.length > 0
      ? `The attempt ended at ${named(limits)}.`
      : 'No limit was reached in this run; raise one only if the task needs more room than it has.';
  },
  patch_criteria: ({ run, criteria }) => {
    if (run.classification === 'test') return 'The test is at fault: its criteria and what it does have come apart.';
    const unsure = criteria.filter((criterion) => isFailing(criterion) && isUnsure(criterion));
    return unsure.length > 0
      ? `The evaluator's samples disagree on ${unsure.length === 1 ? 'a criterion' : `${unsure.length} criteria`}: say what exactly must be seen.`
      : `The criteria could not be graded: ${quoted(run.error?.message ?? 'no more is known')}`;
  },
  raise_samples: ({ run }) =>
    `${run.evaluation === null ? 'No evaluation was made' : `The evaluator was asked ${run.evaluation.samples === 1 ? 'once' : `${run.evaluation.samples} times`}`}; more samples make the verdict steadier.`,
  patch_tool_policy: ({ calls }) => {
    const tools = new Set(calls.flatMap(({ blocked, rule, tool }) => (blocked && !isOwnMistake(rule ?? '') ? [tool] : [])));
    return tools.size > 0
      ? `The policy stopped ${named([...tools])}.`
      : 'No call was stopped in this run; look whether the policy still fits what the task needs.';
  },
};

const quoted = (text: string): string => cutText(text, MAX_QUOTE);

type Call = Pick<SuggestedAction, 'tool' | 'arguments'>;

function callOf(action: ActionName, facts: Facts, remedies: readonly Remedy[]): Call {
  const { run, current } = facts;
  switch (action) {
    case 'fix_server':
    case 'rotate_credential':
      return {};
    case 'sync_capabilities':
      return { tool: 'sync_mcp_server_capabilities', arguments: { mcpServerId: run.mcpServerId } };
    case 'rerun':
      return { tool: 'run_workflow_now', arguments: rerunOf(facts) };
    default: {
      if (!current) return {};
      const own = remedies.filter((remedy) => remedy.action === action);
      // What was worked out from another version would undo what was saved since.
      const changes = current.versionId === run.version.id ? mergeChanges(own) : undefined;
      return {
        tool: 'propose_workflow_patch',
        arguments: {
          workflowId: run.workflowId,
          baseVersionId: current.versionId,
          ...(changes ? { changes } : {}),
          evidence: evidenceOf(facts, own),
        },
      };
    }
  }
}

/** Of a trial once more what it tried, unless that is what everybody runs now. */
function rerunOf({ run, current }: Facts): Record<string, unknown> {
  const proposalId = current?.versionId === run.version.id ? undefined : run.trial?.proposalId;
  const hasModel = proposalId !== undefined || current?.modelIds.includes(run.modelId) === true;
  return {
    workflowId: run.workflowId,
    ...(proposalId === undefined ? {} : { proposalId }),
    ...(hasModel ? { modelIds: [run.modelId] } : {}),
    baselineRunId: run.runId,
    forceNewRun: true,
  };
}

/** What a proposal may cite. */
const CITABLE = new Set(['run', 'criterion', 'call', 'event']);

function evidenceOf({ run }: Facts, remedies: readonly Remedy[]): string[] {
  const blamed = run.classificationEvidence.flatMap(({ type, id }) => (CITABLE.has(type) ? [id] : []));
  return [...new Set([run.runId, ...blamed, ...remedies.flatMap(({ evidence }) => evidence)])].slice(0, MAX_EVIDENCE);
}
