// Whose fault a non-pass run is: the first of the rules that fits, with what it saw (spec 02 §11). Pure.
import type { Classification, ClassificationEvidence, CriterionVerdict, FinishedStatus, RunError, TesterKind, TraceEvent } from './run.ts';
import { decidingVerdicts } from './roll-up.ts';
import { isOwnMistake } from './tester/own-mistake.ts';

/** What changed since the baseline, as far as it can be to blame. */
export interface BaselineChanges {
  readonly runId: string;
  readonly versionId: string;
  /** Prompt, criteria or tool policy differ between the two versions: their paths. */
  readonly testPaths: readonly string[];
  /** Tools with a breaking change, and what it was. */
  readonly brokenTools: ReadonlyMap<string, string>;
  /** The catalog the breaking changes were found in. */
  readonly snapshotId: string | null;
}

export interface Symptoms {
  readonly status: FinishedStatus;
  /** Where no AI acted, a model cannot be to blame. */
  readonly testerKind: TesterKind;
  readonly error: RunError | null;
  /** Of a transport error: an HTTP status arrived, or an answer that is no MCP. */
  readonly hadHttpStatus: boolean;
  /** Of the deciding attempt. */
  readonly events: readonly TraceEvent[];
  readonly verdicts: readonly CriterionVerdict[];
  /** Criteria about the calls alone: a step script decides them, whatever the server answers. */
  readonly callCriteria: ReadonlySet<string>;
  /** Length of the attempt, judging excluded. */
  readonly durationMs: number;
  readonly baseline: BaselineChanges | null;
}

export interface Blame {
  readonly classification: Classification;
  readonly evidence: readonly ClassificationEvidence[];
}

type Rule = (symptoms: Symptoms) => Blame | undefined;
type ResultEvent = Extract<TraceEvent, { type: 'tool_result' }>;
type CallEvent = Extract<TraceEvent, { type: 'tool_call' }>;

const MAX_EVIDENCE = 5;
const UNSURE_BELOW = 0.67;
const NOTE_CHARS = 300;
const INVALID_PARAMS = -32602;
/** How servers built on the common SDKs word a refusal that they send as a tool error. */
const REFUSED_ARGUMENTS = /-32602|input validation error|invalid arguments/i;

/** null for a run that passed. */
export function classify(symptoms: Symptoms): Blame | null {
  if (symptoms.status === 'pass') return null;
  for (const rule of RULES) {
    const blame = rule(symptoms);
    if (blame) return blame;
  }
  // Fixed calls were answered otherwise than the criteria state: without an AI nothing but the server can differ.
  return { classification: symptoms.testerKind === 'model' ? 'model' : 'server', evidence: failingNotes(symptoms.verdicts) };
}

const credential: Rule = ({ error, events }) => {
  const refused = resultsOf(events).filter(
    ({ data }) => data.outcome === 'auth_error' || data.rpcError?.code === 401 || data.rpcError?.code === 403,
  );
  if (error?.kind !== 'auth' && refused.length === 0) return undefined;
  return {
    classification: 'credential',
    evidence: refused.length > 0 ? callNotes(refused, 'the credential was refused') : errorNote(events, error),
  };
};

const transport: Rule = ({ error, events, hadHttpStatus }) =>
  error?.kind === 'transport' ? { classification: hadHttpStatus ? 'server' : 'network', evidence: errorNote(events, error) } : undefined;

const ownFault: Rule = ({ error, events }) => {
  if (error?.kind === 'judge') return { classification: 'judge', evidence: errorNote(events, error) };
  const isPlatform = error?.kind === 'internal' || error?.kind === 'cancelled';
  return isPlatform ? { classification: 'platform', evidence: errorNote(events, error) } : undefined;
};

const otherError: Rule = ({ error, events, durationMs, testerKind }) => {
  if (!error) return undefined;
  const isWaiting = error.kind === 'timeout' && waitedForServerMs(events, durationMs) * 2 > durationMs;
  // A script that cannot be played or is too long is a fault of the test.
  const otherwise = testerKind === 'model' ? 'model' : 'test';
  return { classification: isWaiting ? 'server' : otherwise, evidence: errorNote(events, error) };
};

const schema: Rule = ({ events, baseline }) => {
  const calls = callsOf(events);
  const broken = calls.filter(({ data }) => baseline?.brokenTools.has(data.tool));
  if (baseline && broken.length > 0) {
    const catalog =
      baseline.snapshotId === null ? [] : [note('catalog', baseline.snapshotId, `compared with the baseline ${baseline.runId}`)];
    const notes = broken.map(({ data }) => note('call', data.callId, `${data.tool}: ${baseline.brokenTools.get(data.tool) ?? ''}`));
    return { classification: 'schema', evidence: [...catalog, ...notes].slice(0, MAX_EVIDENCE) };
  }
  const refused = resultsOf(events).filter(wasRefusedForArguments);
  if (refused.length > 0) return { classification: 'schema', evidence: callNotes(refused, 'refused for its arguments') };
  const invalid = resultsOf(events).filter(({ data }) => data.outcome === 'schema_violation');
  return invalid.length > 0 ? { classification: 'schema', evidence: callNotes(invalid, 'the result breaks outputSchema') } : undefined;
};

const server: Rule = ({ events }) => {
  const bad = resultsOf(events).filter(({ data }) => data.isError || data.rpcError !== undefined || data.outcome === 'transport_error');
  return bad.length > 0 ? { classification: 'server', evidence: callNotes(bad, 'answered with an error') } : undefined;
};

/** The samples of the evaluator agree too little for the verdict to be taken as a fact. */
export const isUnsure = ({ agreement }: Pick<CriterionVerdict, 'agreement'>): boolean => agreement !== null && agreement < UNSURE_BELOW;

const unsureJudge: Rule = ({ verdicts }) => {
  const unsure = decidingVerdicts(verdicts).filter((criterion) => criterion.verdict !== 'pass' && isUnsure(criterion));
  if (unsure.length === 0) return undefined;
  const evidence = unsure.map(({ criterionId, agreement }) =>
    note('criterion', criterionId, `the samples agree by ${(agreement ?? 0).toFixed(2)}`),
  );
  return { classification: 'judge', evidence: evidence.slice(0, MAX_EVIDENCE) };
};

const changedTest: Rule = ({ events, baseline }) => {
  if (baseline && baseline.testPaths.length > 0) {
    const paths = baseline.testPaths.slice(0, MAX_EVIDENCE).join(', ');
    return {
      classification: 'test',
      evidence: [note('version', baseline.versionId, `differs since the baseline: ${paths}`), note('run', baseline.runId, 'baseline')],
    };
  }
  const blocked = events.filter((event) => event.type === 'tool_blocked').filter(({ data }) => !isOwnMistake(data.rule));
  if (blocked.length === 0) return undefined;
  const evidence = blocked.map(({ data }) => note('call', data.callId, `${data.tool} was blocked: ${data.rule}`));
  return { classification: 'test', evidence: evidence.slice(0, MAX_EVIDENCE) };
};

/** A script always makes the same calls: where criteria ask for others, the two halves of the test disagree. */
const contradictsScript: Rule = ({ testerKind, verdicts, callCriteria }) => {
  if (testerKind === 'model') return undefined;
  const failing = decidingVerdicts(verdicts).filter(({ verdict }) => verdict !== 'pass');
  const isAboutCalls = failing.length > 0 && failing.every(({ criterionId }) => callCriteria.has(criterionId));
  return isAboutCalls ? { classification: 'test', evidence: failingNotes(verdicts) } : undefined;
};

const RULES: readonly Rule[] = [credential, transport, ownFault, otherError, schema, server, unsureJudge, changedTest, contradictsScript];

const callsOf = (events: readonly TraceEvent[]): CallEvent[] => events.filter((event) => event.type === 'tool_call');
const resultsOf = (events: readonly TraceEvent[]): ResultEvent[] => events.filter((event) => event.type === 'tool_result');

export function wasRefusedForArguments({ data }: ResultEvent): boolean {
  if (data.rpcError) return data.rpcError.code === INVALID_PARAMS;
  if (!data.isError) return false;
  const [first] = data.content;
  const text = typeof first === 'object' && first !== null && 'text' in first ? first.text : '';
  return typeof text === 'string' && REFUSED_ARGUMENTS.test(text.slice(0, NOTE_CHARS));
}

/** Time inside calls, answered or not; all of it when not even the connection stood. */
function waitedForServerMs(events: readonly TraceEvent[], durationMs: number): number {
  const begin = events.find(({ type }) => type === 'run_started');
  if (begin && !events.some(({ type }) => type === 'mcp_connected')) return durationMs;
  const end = (begin ? Date.parse(begin.at) : 0) + durationMs;
  const results = new Map(resultsOf(events).map((event) => [event.data.callId, event]));
  return sum(
    callsOf(events).map(({ at, data }) => {
      const result = results.get(data.callId);
      return Math.max(result?.data.durationMs ?? 0, (result ? Date.parse(result.at) : end) - Date.parse(at));
    }),
  );
}

/** The criteria that decided, and the events they cite. */
function failingNotes(verdicts: readonly CriterionVerdict[]): ClassificationEvidence[] {
  const failing = decidingVerdicts(verdicts).filter(({ verdict }) => verdict !== 'pass');
  return failing
    .flatMap(({ criterionId, reasoning, evidence }) => [
      note('criterion', criterionId, reasoning),
      ...evidence.slice(0, 1).map(({ eventId, excerpt }) => note('event', eventId, excerpt)),
    ])
    .slice(0, MAX_EVIDENCE);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const note = (type: ClassificationEvidence['type'], id: string, text: string): ClassificationEvidence => ({
  type,
  id,
  note: text.slice(0, NOTE_CHARS),
});

const callNotes = (results: readonly ResultEvent[], text: string): ClassificationEvidence[] =>
  results.slice(0, MAX_EVIDENCE).map(({ data }) => note('call', data.callId, `${data.tool}: ${data.rpcError?.message ?? text}`));

function errorNote(events: readonly TraceEvent[], error: RunError | null): ClassificationEvidence[] {
  const event = events.findLast(({ type }) => type === 'error');
  return event && error ? [note('event', event.id, error.message)] : [];
}
