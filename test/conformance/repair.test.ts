// The conformance suite against /api/mcp itself: all that fails is fixtures of the suite that the endpoint rightly lacks.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeConformanceWorld } from './conformance-world.ts';
import type { ConformanceWorld } from './conformance-world.ts';
import { REPAIR_PATH, repairApp } from './repair-app.ts';
import { runServerSuite, SUITE_MS } from './server-suite.ts';
import type { Revision } from './server-suite.ts';

/** Whole scenarios, and of `server-stateless` all but the checks that need a fixture. */
const NEVER_EXPECTED: Readonly<Record<Revision, readonly string[]>> = {
  '2026-07-28': [
    'tools-list',
    'resources-list',
    'prompts-list',
    'sep-2164-resource-not-found',
    'caching',
    'http-header-validation',
    'dns-rebinding-protection',
    'server-sse-multiple-streams',
    'input-required-result-unsupported-methods',
    'input-required-result-validate-input',
  ],
  '2025-11-25': [
    'server-initialize',
    'ping',
    'tools-list',
    'resources-list',
    'prompts-list',
    'dns-rebinding-protection',
    'server-session-lifecycle',
  ],
};
const STATELESS_FIXTURES = [
  'sep-2575-http-server-no-independent-requests-on-stream',
  'sep-2575-missing-capability-http-400',
  'sep-2575-server-no-log-without-loglevel',
  'sep-2575-server-rejects-undeclared-capability',
  'sep-2575-server-sends-tools-list-changed-on-subscription',
];

const baselineOf = (revision: Revision): string => `repair-${revision}.yml`;
const entriesOf = (revision: Revision): string[] =>
  [...readFileSync(join(import.meta.dirname, baselineOf(revision)), 'utf8').matchAll(/^ {2}- (\S+)$/gm)].map(([, entry = '']) => entry);

describe.each([
  ['a key', 'key'],
  ['an application that a person let in', 'application'],
] as const)('with the credential of %s', (_whose, by) => {
  let conformance: ConformanceWorld;
  let url: string;

  beforeAll(async () => {
    conformance = await makeConformanceWorld(by);
    ({ proxiedUrl: url } = await conformance.serve(repairApp(conformance.world.deps), REPAIR_PATH));
  });
  afterAll(() => conformance.close());

  test.each(['2026-07-28', '2025-11-25'] as const)(
    'only missing fixtures fail at %s, and each of them does',
    { timeout: SUITE_MS },
    async (revision) => {
      const run = await runServerSuite(url, revision, baselineOf(revision));
      expect(run.exitCode, run.output).toBe(0);
    },
  );
});

test.each(['2026-07-28', '2025-11-25'] as const)(
  'what says something of the endpoint itself is never expected to fail at %s',
  (revision) => {
    const entries = entriesOf(revision).map((entry) => entry.split(':'));
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.filter(([scenario = '']) => NEVER_EXPECTED[revision].includes(scenario))).toEqual([]);
    const stateless = entries.filter(([scenario]) => scenario === 'server-stateless').map(([, check]) => check);
    expect(stateless.filter((check) => check === undefined || !STATELESS_FIXTURES.includes(check))).toEqual([]);
  },
);
