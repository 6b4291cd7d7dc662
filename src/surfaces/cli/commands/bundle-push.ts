// armature bundle push: uploads an OpenAPI document, waits until it is compiled, and says what changed. Its exit code is a CI gate.
import { dirname } from 'node:path';
import { ApiProblem, connectApi } from '../api-client.ts';
import type { ApiClient } from '../api-client.ts';
import { bundleLine, diagnosticLines, diffLines } from '../bundle-view.ts';
import type { BundleView, DiagnosticView, DiffView } from '../bundle-view.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { retrying } from '../follow-runs.ts';
import { gitFacts } from '../git-facts.ts';
import { plainLine } from '../plain-line.ts';
import { print, showProgress } from '../print.ts';
import { provenanceOf } from '../provenance.ts';
import type { Terminal } from '../terminal.ts';
import { readManifest, readText } from '../upload-files.ts';
import type { PlainFlags } from './servers.ts';

export interface PushFlags extends PlainFlags {
  readonly source: string;
  readonly env?: string | undefined;
  readonly overlay?: string | undefined;
  readonly manifest?: string | undefined;
  readonly promote?: boolean | undefined;
  readonly failOnBreaking?: boolean | undefined;
  /** Seconds. */
  readonly timeout: number;
}

interface Uploaded {
  readonly bundle: BundleView;
  readonly unchanged: boolean;
  readonly warnings: readonly DiagnosticView[];
  readonly apiDiff: DiffView | null;
  readonly rollback: { readonly previousBundleId: string | null };
  readonly usage: { readonly scriptsChecked: number; readonly scriptsBroken: number } | null;
}

interface Detail extends BundleView {
  readonly diagnostics: readonly DiagnosticView[];
  readonly apiDiff: DiffView | null;
  readonly progress: { readonly step: string; readonly done: number | null; readonly total: number | null } | null;
}

const ARTIFACTS = '/api/openapi-artifacts';
const PAUSE_MS = 1000;

export async function bundlePushCommand(file: string, flags: PushFlags, terminal: Terminal): Promise<ExitCode> {
  const body = await bodyOf(file, flags, terminal);
  const api = await connectApi(flags, terminal);
  showProgress(terminal, `uploading ${file} …`);
  // the same document twice is one bundle, so it may be sent again
  const upload = () => api.upload(`${ARTIFACTS}/upload`, body);
  const uploaded = (await retrying(upload, terminal).catch((error: unknown) => explain(error, terminal))) as Uploaded;
  const compiled = await compiledOf(api, uploaded, { flags, terminal });
  const isHeldBack = flags.failOnBreaking === true && compiled.apiDiff?.breaking === true;
  // one that breaks is looked at before anybody gets it
  const ended = flags.promote === true && flags.failOnBreaking === true && !isHeldBack ? await promoted(api, compiled) : compiled;
  print(terminal, flags.json, { value: ended, lines: () => linesOf(ended).map(plainLine) });
  if (!isHeldBack) return EXIT.pass;
  terminal.err(`The API breaks what is active${flags.promote === true ? ', so it was not promoted' : ''}.`);
  return EXIT.failed;
}

async function bodyOf(file: string, flags: PushFlags, { env }: Terminal) {
  const openapi = await readText('openapi', file);
  return {
    source: flags.source,
    openapi,
    ...(flags.env === undefined ? {} : { environment: flags.env }),
    ...(flags.overlay === undefined ? {} : { overlay: await readText('--overlay', flags.overlay) }),
    ...(flags.manifest === undefined ? {} : { manifest: await readManifest(flags.manifest) }),
    ...provenanceOf(env, await gitFacts(dirname(file))),
    ...(flags.promote === true && flags.failOnBreaking !== true ? { promote: true } : {}),
  };
}

/** What is wrong with the document, line by line, before the error that ends the command. */
function explain(error: unknown, terminal: Terminal): never {
  if (error instanceof ApiProblem && error.code === 'compile_failed') {
    const { diagnostics = [] } = (error.details ?? {}) as { readonly diagnostics?: readonly DiagnosticView[] };
    for (const line of diagnosticLines(diagnostics)) terminal.err(plainLine(line));
  }
  throw error;
}

/** Waits where the instance compiles in the background. */
async function compiledOf(
  api: ApiClient,
  uploaded: Uploaded,
  { flags, terminal }: { readonly flags: PushFlags; readonly terminal: Terminal },
): Promise<Uploaded> {
  if (uploaded.bundle.state !== 'compiling') return uploaded;
  const { id } = uploaded.bundle;
  const endAt = terminal.now() + flags.timeout * 1000;
  // bounded by the timeout
  for (;;) {
    if (terminal.signal.aborted || terminal.now() >= endAt)
      throw new CliError(
        EXIT.undecided,
        `${id} is still being compiled after ${flags.timeout} s; it goes on. Look again with: armature bundle list`,
      );
    await terminal.sleep(PAUSE_MS);
    const detail = (await retrying(() => api.get(`${ARTIFACTS}/${encodeURIComponent(id)}`), terminal)) as Detail;
    if (detail.state === 'failed') return refuse(detail, terminal);
    if (detail.state !== 'compiling') return { ...uploaded, bundle: viewOf(detail), warnings: detail.diagnostics, apiDiff: detail.apiDiff };
    if (detail.progress) showProgress(terminal, progressLine(detail.progress));
  }
}

function refuse(detail: Detail, terminal: Terminal): never {
  for (const line of diagnosticLines(detail.diagnostics)) terminal.err(plainLine(line));
  throw new CliError(EXIT.failed, `${detail.id} could not be compiled.`);
}

const progressLine = ({ step, done, total }: NonNullable<Detail['progress']>): string =>
  `compiling: ${step}${done === null || total === null ? '' : ` ${done} of ${total}`}`;

function viewOf(detail: Detail): BundleView {
  const { id, source, environment, state, operationCount, createdAt, commitSha } = detail;
  return { id, source, environment, state, operationCount, createdAt, commitSha };
}

async function promoted(api: ApiClient, uploaded: Uploaded): Promise<Uploaded> {
  if (uploaded.bundle.state === 'active') return uploaded;
  const answer = (await api.post(`${ARTIFACTS}/${encodeURIComponent(uploaded.bundle.id)}/promote`, {})) as Pick<
    Uploaded,
    'bundle' | 'rollback' | 'warnings'
  >;
  return { ...uploaded, ...answer, warnings: [...uploaded.warnings, ...answer.warnings] };
}

function linesOf({ bundle, unchanged, warnings, apiDiff, rollback, usage }: Uploaded): string[] {
  const back = rollback.previousBundleId;
  return [
    `${bundleLine(bundle)}${unchanged ? '  unchanged' : ''}`,
    ...diagnosticLines(warnings),
    ...(apiDiff === null ? [] : diffLines(apiDiff)),
    ...(usage === null || usage.scriptsChecked === 0
      ? []
      : [`${usage.scriptsBroken} of ${usage.scriptsChecked} recent scripts would no longer work`]),
    ...(bundle.state === 'active' && back !== null ? [`go back with: armature bundle promote ${back}`] : []),
    ...(bundle.state === 'generated' ? [`serve it with: armature bundle promote ${bundle.id}`] : []),
  ];
}
