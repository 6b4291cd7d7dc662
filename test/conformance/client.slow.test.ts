// Our client against the conformance suite, on the wires of both revisions.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const RUNNER = join(import.meta.dirname, 'run-client.mjs');

describe('our MCP client', () => {
  it.each([
    ['2026-07-28', 32],
    ['2025-11-25', 18],
  ] as const)('passes every scored scenario of %s', (revision, scored) => {
    const { stdout, status } = spawnSync(process.execPath, [RUNNER, revision], { encoding: 'utf8' });
    expect(stdout).toContain(`client ${revision}: ${scored} of ${scored} scored scenarios`);
    expect(status).toBe(0);
  });
});
