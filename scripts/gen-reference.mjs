// npm run docs: writes what is generated from code (.env.example, docs/reference, the dashboard's types). With --check it writes nothing and fails on a difference.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { continueOnNode24, ROOT } from './setup/node24.mjs';
import { readOr } from './setup/stamp.mjs';

continueOnNode24(import.meta.url);
const { cliPage } = await import('./reference/cli.mjs');
const { envExample, envPage } = await import('./reference/env.mjs');
const { openApi } = await import('./reference/openapi.mjs');
const { webSchema } = await import('./reference/web-schema.mjs');

/** One more generated file is one line here. */
const PARTS = {
  '.env.example': envExample,
  'docs/reference/env.md': envPage,
  'docs/reference/openapi.json': openApi,
  'src/web/api/schema.ts': webSchema,
  'docs/reference/cli.md': cliPage,
};

const isCheck = process.argv.includes('--check');
let stale = 0;
for (const [path, make] of Object.entries(PARTS)) {
  const text = await make();
  if (readOr(join(ROOT, path), undefined) === text) continue;
  stale += 1;
  console.log(isCheck ? `${path} is stale: run npm run docs` : `wrote ${path}`);
  if (isCheck) continue;
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), text);
}
console.log(`${Object.keys(PARTS).length} generated files, ${stale} ${isCheck ? 'stale' : 'changed'}`);
process.exitCode = isCheck && stale > 0 ? 1 : 0;
