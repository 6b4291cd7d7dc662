// The conformance suite against a published endpoint: all that fails is fixtures of the suite that the endpoint rightly lacks.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runServerSuite } from './server-suite.ts';
import type { Revision } from './server-suite.ts';

export const REVISIONS: readonly Revision[] = ['2026-07-28', '2025-11-25'];

/** Whole scenarios, and of `server-stateless` all but the checks that need a fixture. */
const NEVER_EXPECTED: Readonly<Record<Revision, readonly string[]>> = {
  '2026-07-28': [
    'tools-list',
    'http-header-validation',
    'dns-rebinding-protection',
    'server-sse-multiple-streams',
    'input-required-result-unsupported-methods',
    'input-required-result-validate-input',
    'caching:sep-2549-tools-list-caching-hints',
  ],
  '2025-11-25': [
    'server-initialize',
    'ping',
    'tools-list',
    'dns-rebinding-protection',
    'server-session-lifecycle',
    'server-sse-multiple-streams',
  ],
};
const STATELESS_FIXTURES = [
  'sep-2575-http-server-no-independent-requests-on-stream',
  'sep-2575-missing-capability-http-400',
  'sep-2575-server-no-log-without-loglevel',
  'sep-2575-server-rejects-undeclared-capability',
  'sep-2575-server-sends-tools-list-changed-on-subscription',
];

const baselineOf = (revision: Revision): string => `hosted-${revision}.yml`;
const entriesOf = (revision: Revision): string[] =>
  [...readFileSync(join(import.meta.dirname, baselineOf(revision)), 'utf8').matchAll(/^ {2}- (\S+)$/gm)].map(([, entry = '']) => entry);

export async function expectOnlyMissingFixtures(url: string, revision: Revision): Promise<void> {
  const run = await runServerSuite(url, revision, baselineOf(revision));
  expect(run.exitCode, run.output).toBe(0);
}

/** What says something of an endpoint itself is never expected to fail. */
export function expectHonestBaseline(revision: Revision): void {
  const entries = entriesOf(revision);
  expect(entries.length).toBeGreaterThan(0);
  const isForbidden = (entry: string): boolean =>
    NEVER_EXPECTED[revision].some(
      (never) => entry === never || entry.startsWith(`${never}:`) || (never.startsWith('caching:') && entry === 'caching'),
    );
  expect(entries.filter(isForbidden)).toEqual([]);
  const stateless = entries.filter((entry) => entry.startsWith('server-stateless')).map((entry) => entry.split(':')[1]);
  expect(stateless.filter((check) => check === undefined || !STATELESS_FIXTURES.includes(check))).toEqual([]);
}
