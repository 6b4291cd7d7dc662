// Runs the conformance suite's client scenarios of both revisions against the driver; exit 1 unless every scored one passes.
// usage: node test/conformance/run-client.mjs [revision…]
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Scored scenarios of each revision: fewer in a run means the suite skipped some, which must not look like success. */
const SCORED = { '2026-07-28': 32, '2025-11-25': 18 };
/** Every scenario has a process of its own, all at once: on a busy machine they take their time. */
const SCENARIO_MS = '120000';
const root = join(import.meta.dirname, '..', '..');
const suite = join(root, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
const driver = join(import.meta.dirname, 'driver.ts');

async function runSuite(revision, outputDir) {
  const command = `${process.execPath} ${driver}`;
  const child = spawn(
    process.execPath,
    [suite, 'client', '--command', command, '--requirements', revision, '-o', outputDir, '--timeout', SCENARIO_MS],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const exitCode = await new Promise((resolve) => {
    child.on('close', resolve);
  });
  return { exitCode, output };
}

/** The summary's lines: `✓ name: …`, and under "Not scored" the indented ones. */
function readSummary(output) {
  const lines = output.slice(output.indexOf('=== SUITE SUMMARY ===')).split('\n');
  const unscored = new Set(lines.flatMap((line) => line.match(/^ {2}[✓✗] (\S+) \(/)?.[1] ?? []));
  const scored = lines.flatMap((line) => {
    const [, mark, name] = line.match(/^([✓✗]) ([^:]+):/) ?? [];
    return name === undefined || unscored.has(name) ? [] : [{ name, passed: mark === '✓' }];
  });
  return { scored, unscored };
}

async function check(revision) {
  const outputDir = await mkdtemp(join(tmpdir(), 'armature-conformance-'));
  try {
    const { exitCode, output } = await runSuite(revision, outputDir);
    const { scored, unscored } = readSummary(output);
    const passed = scored.filter((scenario) => scenario.passed).length;
    const isComplete = passed === SCORED[revision] && scored.length === SCORED[revision] && exitCode === 0;
    console.log(
      `${isComplete ? 'pass' : 'FAIL'}  client ${revision}: ${passed} of ${SCORED[revision]} scored scenarios, ${unscored.size} unscored (exit ${exitCode})`,
    );
    for (const { name } of scored.filter((scenario) => !scenario.passed)) console.log(`      failed: ${name}`);
    if (!isComplete) console.log(output);
    return isComplete;
  } finally {
    await rm(outputDir, { recursive: true, force: true });
  }
}

const revisions = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SCORED);
const unknown = revisions.filter((revision) => !(revision in SCORED));
if (unknown.length > 0) {
  console.error(`Unknown revision ${unknown.join(', ')}; known are ${Object.keys(SCORED).join(', ')}`);
  process.exitCode = 2;
} else {
  for (const revision of revisions) if (!(await check(revision))) process.exitCode = 1;
}
