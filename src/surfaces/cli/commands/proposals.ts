// armature proposals list | show | apply: changes somebody proposed, how their trials went, and making one current.
import { allRows, queryOf } from '../all-rows.ts';
import { connectApi } from '../api-client.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { plainLine } from '../plain-line.ts';
import { print } from '../print.ts';
import type { Terminal } from '../terminal.ts';
import type { PlainFlags } from './servers.ts';

const MAX_VALUE = 160;

export interface ListFlags extends PlainFlags {
  readonly state?: string | undefined;
  readonly workflow?: string | undefined;
}

export interface ApplyFlags extends PlainFlags {
  readonly approvedBy?: string | undefined;
}

interface FieldDiff {
  readonly path: string;
  readonly op: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

interface TrialRun {
  readonly runId: string;
  readonly modelId: string;
  readonly status: string;
}

/** What is printed of a proposal. */
interface Proposal {
  readonly proposalId: string;
  readonly kind: string;
  readonly workflowId: string | null;
  readonly state: string;
  readonly rationale: string;
  readonly createdBy: { readonly name: string };
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly diff: readonly FieldDiff[];
  readonly warnings: readonly string[];
  readonly trials: { readonly runs: readonly TrialRun[]; readonly current: readonly TrialRun[]; readonly verdict: string };
  readonly url: string;
}

interface Applied {
  readonly workflowId: string;
  readonly version: { readonly number: number };
  readonly created: boolean;
  readonly trial: string;
}

export async function listProposalsCommand(flags: ListFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const rows = await allRows<Proposal>(api, `/workflow-change-proposals${queryOf({ state: flags.state, workflowId: flags.workflow })}`);
  const lines = () => (rows.length === 0 ? ['No proposals.'] : rows.map(rowLine).map(plainLine));
  print(terminal, flags.json, { value: { rows, total: rows.length }, lines });
  return EXIT.pass;
}

export async function showProposalCommand(proposalId: string, flags: PlainFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const proposal = (await api.get(pathOf(proposalId))) as Proposal;
  print(terminal, flags.json, { value: proposal, lines: () => linesOf(proposal).map(plainLine) });
  return EXIT.pass;
}

export async function applyProposalCommand(proposalId: string, flags: ApplyFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const body = flags.approvedBy === undefined ? {} : { approvedBy: flags.approvedBy };
  const applied = (await api.post(`${pathOf(proposalId)}/apply`, body)) as Applied;
  const { workflowId, version, created, trial } = applied;
  const line = `${created ? 'made' : 'changed'}  ${workflowId}  version ${version.number}  trial: ${trial}`;
  print(terminal, flags.json, { value: applied, lines: () => [line] });
  return EXIT.pass;
}

const pathOf = (proposalId: string): string => `/workflow-change-proposals/${encodeURIComponent(proposalId)}`;

const rowLine = (one: Proposal): string =>
  `${one.proposalId}  ${one.kind}  ${one.state}  trial: ${one.trials.verdict}  ${one.workflowId ?? 'a new workflow'}  ${one.rationale}`;

function linesOf(one: Proposal): string[] {
  return [
    `${one.proposalId}  ${one.kind} of ${one.workflowId ?? 'a new workflow'}, ${one.state}`,
    `  by ${one.createdBy.name} at ${one.createdAt}${one.state === 'staged' ? `, until ${one.expiresAt}` : ''}`,
    `  why: ${one.rationale}`,
    ...one.diff.map(diffLine),
    ...one.warnings.map((text) => `  warning: ${text}`),
    `  trial: ${one.trials.verdict}`,
    ...one.trials.runs.map((run) => `    proposed  ${runLine(run)}`),
    ...one.trials.current.map((run) => `    current   ${runLine(run)}`),
    `  ${one.url}`,
  ];
}

const runLine = ({ status, modelId, runId }: TrialRun): string => `${status.padEnd(7)}  ${modelId}  ${runId}`;

function diffLine({ path, op, before, after }: FieldDiff): string {
  const values = [...(before === undefined ? [] : [`- ${textOf(before)}`]), ...(after === undefined ? [] : [`+ ${textOf(after)}`])];
  return `  ${op.padEnd(7)} ${path}  ${values.join('  ')}`.trimEnd();
}

function textOf(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}
