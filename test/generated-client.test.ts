// Our OpenAPI document as its readers meet it: a client is generated from it, a story written against that client is type-checked
// and played against a really started instance, and every answer is held against the document's own schemas.
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeScratch } from '#test/armature-process';
import type { Scratch } from '#test/armature-process';
import { answerFault } from '#test/openapi-answers';
import type { Answer, Document } from '#test/openapi-answers';

const ROOT = join(import.meta.dirname, '..');
const SLOW_MS = 90_000;

/** As strict as this project is to itself. */
const TSCONFIG = {
  compilerOptions: {
    target: 'es2024',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noPropertyAccessFromIndexSignature: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['*.mts'],
};

let scratch: Scratch;
let instance: Awaited<ReturnType<Scratch['up']>>;
let folder: string;
let document: Document;

beforeAll(async () => {
  scratch = await makeScratch();
  instance = await scratch.up();
  document = (await (await fetch(`${instance.url}/api/armature/v1/openapi`)).json()) as Document;
  folder = await mkdtemp(join(tmpdir(), 'armature-client-'));
  await Promise.all([
    writeFile(join(folder, 'schema.mts'), astToString(await openapiTS(JSON.stringify(document)))),
    writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' })),
    writeFile(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG)),
    copyFile(join(import.meta.dirname, 'generated-client/story.mts'), join(folder, 'story.mts')),
    symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules')),
  ]);
}, SLOW_MS);
afterAll(async () => {
  await instance?.stop();
  await scratch?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
}, SLOW_MS);

const node = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      args,
      { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...env }, timeout: SLOW_MS },
      (_error, out, err) => resolve({ code: child.exitCode ?? 1, output: out + err }),
    );
  });

test('a story written against the generated client type-checks', { timeout: SLOW_MS }, async () => {
  expect(await node([join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder])).toEqual({ code: 0, output: '' });
});

test('and what the document does not allow does not', { timeout: SLOW_MS }, async () => {
  const wrong = [
    `import createClient from 'openapi-fetch';`,
    `import type { paths } from './schema.mts';`,
    `const client = createClient<paths>({ baseUrl: '' });`,
    `await client.GET('/nowhere');`,
    `await client.GET('/runs', { params: { query: { status: 'splendid' } } });`,
    `await client.GET('/runs', { params: { query: { page: 'one' } } });`,
    `await client.GET('/runs/{runId}');`,
    `await client.POST('/alert-rules', { body: { name: 'no target' } });`,
    `await client.POST('/workflows', { body: { nonsense: true } });`,
  ];
  await writeFile(join(folder, 'wrong.mts'), wrong.join('\n'));
  const { code, output } = await node([join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder]);
  await rm(join(folder, 'wrong.mts'));
  expect(code).not.toBe(0);
  const lines = new Set([...output.matchAll(/^wrong\.mts\((\d+),/gm)].map(([, line]) => Number(line)));
  expect([...lines].toSorted((a, b) => a - b)).toEqual([4, 5, 6, 7, 8, 9]);
});

test('it plays over real HTTP to its end, and every answer is what the document says', { timeout: SLOW_MS }, async () => {
  const made = await scratch.run(['keys', 'create', '--org', 'demo', '--name', 'generated', '--role', 'admin']);
  const answersFile = join(folder, 'answers.jsonl');
  const played = await node(['story.mts'], {
    ARMATURE_URL: instance.url,
    ARMATURE_API_KEY: made.out,
    STORE_URL: `${instance.url}/demo/acme-store/mcp`,
    WEBHOOK_URL: `${instance.url}/nobody-listens`,
    ANSWERS_FILE: answersFile,
  });
  expect(played).toEqual({ code: 0, output: expect.stringContaining('the story ends well') });
  const answers = (await readFile(answersFile, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
  expect(
    answers.map((answer) => `${answer.method} ${answer.path} ${answer.status}: ${answerFault(document, answer) ?? 'as documented'}`),
  ).toEqual(answers.map((answer) => `${answer.method} ${answer.path} ${answer.status}: as documented`));
  expect(answers.length).toBeGreaterThan(30);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201, 202, 400, 404]));
});

test('an answer that differs from the document is noticed', () => {
  const org = {
    organization: { id: 'org_1', slug: 'a', name: 'A' },
    actor: { apiKeyId: null, apiKeyName: null, userProfileId: null, role: 'owner', email: null },
  };
  const answer = (changes: Partial<Answer>): Answer => ({
    method: 'get',
    path: '/org',
    status: 200,
    type: 'application/json',
    body: JSON.stringify(org),
    ...changes,
  });
  expect(answerFault(document, answer({}))).toBeUndefined();
  expect(answerFault(document, answer({ body: JSON.stringify({ ...org, extra: 1 }) }))).toContain('additional properties');
  expect(answerFault(document, answer({ body: JSON.stringify({ ...org, actor: { ...org.actor, role: 'king' } }) }))).toContain(
    '/actor/role',
  );
  expect(answerFault(document, answer({ status: 418 }))).toContain('418 is not documented');
  expect(answerFault(document, answer({ path: '/nowhere' }))).toContain('is no operation');
  expect(answerFault(document, answer({ type: 'text/html' }))).toContain('text/html is not documented');
});
