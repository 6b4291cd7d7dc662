// Remedies where the server changed what its tools are called or take, or breaks its own word. Pure.
import type { Facts } from './facts.ts';
import type { Remedy, RemedyRule } from './remedy.ts';
import { named, ofServer, ofWorkflow } from './remedy.ts';
import { renameInCheck, renameInPolicy, renameInProse, renameInScript } from './rename-in-spec.ts';
import type { Renames } from './rename-in-spec.ts';
import { changedArguments, renamedTools } from './renames.ts';
import type { ArgumentChange } from './renames.ts';

export const schemaRemedies: RemedyRule = (facts) => {
  const tools = changedTools(facts);
  const renames = renamesOf(facts, tools);
  return [
    ...promptRemedy(facts, tools, renames),
    ...criteriaRemedies(facts, renames),
    ...policyRemedy(facts, renames),
    ...requiredRemedies(facts, tools),
    ...refusedRemedies(facts),
    ...brokenOutputRemedies(facts),
  ];
};

interface ChangedTool {
  readonly name: string;
  readonly calls: readonly string[];
  /** Undefined: the tool is gone. */
  readonly arguments: ArgumentChange | undefined;
}

/** Tools with a breaking change that this run called, or that its version speaks of. */
function changedTools({ calls, changes, spec }: Facts): ChangedTool[] {
  const { before, after, brokenTools } = changes;
  if (!before || !after) return [];
  const called = Map.groupBy(calls, ({ tool }) => tool);
  const speaksOf = (name: string): boolean =>
    spec.testerPrompt.includes(name) || JSON.stringify(spec.criteria).includes(JSON.stringify(name));
  return [...brokenTools.keys()]
    .filter((name) => called.has(name) || speaksOf(name))
    .map((name) => ({
      name,
      calls: (called.get(name) ?? []).map(({ callId }) => callId),
      arguments: changedArguments(name, before, after),
    }));
}

function renamesOf({ changes }: Facts, tools: readonly ChangedTool[]): Renames {
  const all = changes.catalog ? renamedTools(changes.catalog) : new Map<string, string>();
  return {
    tools: new Map(tools.flatMap(({ name }) => (all.has(name) ? [[name, all.get(name) ?? ''] as const] : []))),
    arguments: new Map(tools.flatMap((tool) => (tool.arguments?.renamed ? [[tool.name, tool.arguments.renamed] as const] : []))),
  };
}

function promptRemedy(facts: Facts, tools: readonly ChangedTool[], renames: Renames): Remedy[] {
  if (tools.length === 0) return [];
  const { testerPrompt } = facts.spec;
  const isScript = facts.run.testerKind !== 'model';
  const after = isScript ? renameInScript(testerPrompt, renames) : renameInProse(testerPrompt, renames.tools);
  const told = tools.flatMap(({ name, arguments: args }) => whatChanged(name, renames.tools.get(name), args));
  if (told.length === 0) return [];
  const known = after === testerPrompt ? {} : { before: testerPrompt, after, changes: { prompt: after } };
  return [
    ofWorkflow(facts, {
      action: 'patch_prompt',
      field: 'prompt',
      operation: 'replace',
      ...known,
      why: `${told.slice(0, 5).join(' ')} The prompt was written for what the server offered before.`,
      evidence: [...tools.flatMap(({ calls }) => calls), ...baselineOf(facts)],
    }),
  ];
}

function whatChanged(name: string, renamed: string | undefined, args: ArgumentChange | undefined): string[] {
  if (renamed !== undefined) return [`The tool ${named([name])} looks renamed to ${named([renamed])}.`];
  if (!args) return [`The tool ${named([name])} is gone.`];
  if (args.renamed) return [`The argument ${named([args.renamed.from])} of ${named([name])} looks renamed to ${named([args.renamed.to])}.`];
  return args.removed.length > 0 ? [`${named([name])} no longer takes ${named(args.removed)}.`] : [];
}

function criteriaRemedies(facts: Facts, renames: Renames): Remedy[] {
  return facts.spec.criteria.flatMap(({ id, check }, index) => {
    if (!check) return [];
    const after = renameInCheck(check, renames);
    if (JSON.stringify(after) === JSON.stringify(check)) return [];
    return [
      ofWorkflow(facts, {
        action: facts.run.classification === 'test' ? 'patch_criteria' : 'patch_prompt',
        field: `criteria[${index}].check`,
        operation: 'replace',
        before: check,
        after,
        why: 'The check names what the server calls otherwise now.',
        evidence: [id, ...baselineOf(facts)],
        changes: { criteria: [{ op: 'update', position: index + 1, check: after }] },
      }),
    ];
  });
}

function policyRemedy(facts: Facts, renames: Renames): Remedy[] {
  const before = facts.spec.toolPolicy;
  const after = renameInPolicy(before, renames);
  if (JSON.stringify(after) === JSON.stringify(before)) return [];
  const why = 'The tool policy names a tool that the server calls otherwise now.';
  const action = facts.run.classification === 'test' ? 'patch_tool_policy' : 'patch_prompt';
  const same = { action, field: 'toolPolicy', operation: 'replace', before, after, why } as const;
  return [ofWorkflow(facts, { ...same, evidence: baselineOf(facts), changes: { toolPolicy: after } })];
}

const requiredRemedies = (facts: Facts, tools: readonly ChangedTool[]): Remedy[] =>
  tools.flatMap(({ name, calls, arguments: args }) => {
    if (!args || args.newlyRequired.length === 0) return [];
    const why = `${named([name])} now requires ${named(args.newlyRequired)}: the prompt must say what to send.`;
    const evidence = [...calls, ...baselineOf(facts)];
    return [ofWorkflow(facts, { action: 'patch_prompt', field: 'prompt', operation: 'replace', why, evidence })];
  });

/** Refused, and the catalog does not say why: the words of the server are all there is. */
function refusedRemedies(facts: Facts): Remedy[] {
  const refused = facts.calls.filter(({ callId, tool }) => facts.refusedCalls.has(callId) && !facts.changes.brokenTools.has(tool));
  return [...Map.groupBy(refused, ({ tool }) => tool)].map(([tool, calls]) =>
    ofWorkflow(facts, {
      action: 'patch_prompt',
      field: 'prompt',
      operation: 'replace',
      why: `${named([tool])} refused the arguments it was sent; the prompt must lead to others. What the server said stands in the call.`,
      evidence: calls.map(({ callId }) => callId),
    }),
  );
}

function brokenOutputRemedies(facts: Facts): Remedy[] {
  const broken = facts.events.flatMap((event) =>
    event.type === 'tool_result' && event.data.outcome === 'schema_violation' ? [event.data] : [],
  );
  return [...Map.groupBy(broken, ({ tool }) => tool)].map(([tool, results]) =>
    ofServer(facts, {
      action: 'sync_capabilities',
      field: `tools.${named([tool])}.outputSchema`,
      operation: 'replace',
      why: `Results of ${named([tool])} break the output schema that the server declares for it: one of the two is wrong.`,
      evidence: results.map(({ callId }) => callId),
    }),
  );
}

const baselineOf = ({ changes }: Facts): string[] => (changes.baseline ? [changes.baseline.runId] : []);
