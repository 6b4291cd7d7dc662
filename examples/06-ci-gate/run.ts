// A pipeline's gate: a key of its own, `armature run --wait --junit`, and the exit code that decides.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startInstance } from '../instance.ts';

await using instance = await startInstance();

// 1. Once, by a person: a key for the pipeline. It is shown this one time; keep it where the pipeline keeps its secrets.
const key = await instance.armature(['keys', 'create', '--org', 'demo', '--name', 'pipeline', '--role', 'editor']);
assert.equal(key.exitCode, 0, key.stderr);
const pipeline = { ARMATURE_API_KEY: key.stdout.trim(), GIT_COMMIT: '4f2a91c' };

// Every instance has these two workflows on its demo store: one passes, the other finds a planted fault.
const workflows = await fetch(`${instance.url}/api/armature/v1/workflows`, {
  headers: { authorization: `Bearer ${pipeline.ARMATURE_API_KEY}` },
});
assert.equal(workflows.status, 200);
const { rows } = (await workflows.json()) as { rows: readonly { id: string; name: string }[] };
const workflowId = (name: string): string => rows.find((row) => row.name === name)?.id ?? assert.fail(`no workflow "${name}"`);

// 2. In the pipeline, after the deployment.
const junit = join(instance.folder, 'armature.xml');
const commit = ['--idempotency-key', pipeline.GIT_COMMIT, '--reason', `commit ${pipeline.GIT_COMMIT}`];
const gate = (name: string, options: readonly string[] = []) =>
  instance.armature(['run', workflowId(name), '--wait', '--junit', junit, ...commit, ...options], pipeline);

const good = await gate('Order coffee to Germany');
console.log(`${good.stdout}→ exit code ${good.exitCode}\n`);
assert.equal(good.exitCode, 0, good.stderr);
assert.match(await readFile(junit, 'utf8'), /<testsuite [^>]*failures="0"/);

const bad = await gate('Sales tax in Quebec');
console.log(`${bad.stdout}→ exit code ${bad.exitCode}\n`);
assert.equal(bad.exitCode, 1, bad.stderr);
const report = await readFile(junit, 'utf8');
assert.match(report, /name="Quebec tax is 14\.975 %[^"]*"[^>]*><failure/);
console.log(report);

// 3. A repeated job of the same commit asks for the same run, and gets the same answer at once.
const runUrl = /http\S+\/runs\/\S+/;
const again = await gate('Sales tax in Quebec');
assert.equal(again.exitCode, 1, again.stderr);
assert.equal(runUrl.exec(again.stdout)?.[0], runUrl.exec(bad.stdout)?.[0] ?? 'no run');

// 4. Undecided is never "passed": with a key that is refused, the code is 3.
const refused = await gate('Order coffee to Germany', ['--api-key', 'amt_wrong']);
console.log(`${refused.stderr}→ exit code ${refused.exitCode}`);
assert.equal(refused.exitCode, 3);
