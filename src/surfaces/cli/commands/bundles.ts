// armature bundle list | promote: what was uploaded, and which of it agents are served.
import { allRows, queryOf } from '../all-rows.ts';
import { connectApi } from '../api-client.ts';
import { bundleLine, diagnosticLines } from '../bundle-view.ts';
import type { BundleView, DiagnosticView } from '../bundle-view.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { plainLine } from '../plain-line.ts';
import { print } from '../print.ts';
import type { Terminal } from '../terminal.ts';
import type { PlainFlags } from './servers.ts';

export interface BundleListFlags extends PlainFlags {
  readonly source?: string | undefined;
  readonly env?: string | undefined;
  readonly state?: string | undefined;
}

interface Promoted {
  readonly bundle: BundleView;
  readonly rollback: { readonly previousBundleId: string | null };
  readonly warnings: readonly DiagnosticView[];
}

const ARTIFACTS = '/api/openapi-artifacts';

export async function listBundlesCommand(flags: BundleListFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const query = queryOf({ source: flags.source, environment: flags.env, state: flags.state });
  const rows = await allRows<BundleView>(api, `${ARTIFACTS}${query}`);
  const lines = () => (rows.length === 0 ? ['No bundles.'] : rows.map((row) => plainLine(`${bundleLine(row)}  ${originOf(row)}`)));
  print(terminal, flags.json, { value: { rows, total: rows.length }, lines });
  return EXIT.pass;
}

const originOf = ({ createdAt, commitSha }: BundleView): string =>
  commitSha === null ? createdAt : `${createdAt}  ${commitSha.slice(0, 12)}`;

export async function promoteBundleCommand(bundleId: string, flags: PlainFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const promoted = (await api.post(`${ARTIFACTS}/${encodeURIComponent(bundleId)}/promote`, {})) as Promoted;
  const { bundle, rollback, warnings } = promoted;
  const back = rollback.previousBundleId;
  const lines = () => [
    bundleLine(bundle),
    ...diagnosticLines(warnings),
    ...(back === null ? [] : [`go back with: armature bundle promote ${back}`]),
  ];
  print(terminal, flags.json, { value: promoted, lines: () => lines().map(plainLine) });
  return EXIT.pass;
}
