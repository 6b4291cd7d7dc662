// Documents name paths: every path in them must exist. Dated decisions are frozen and may name what is gone.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { continueOnNode24, ROOT } from '../setup/node24.mjs';

continueOnNode24(import.meta.url);
const { globSync } = await import('node:fs');
const { deadReferences } = await import('./doc-refs.mjs');

const documents = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md'),
  ...globSync(['docs/**/*.md', 'examples/**/*.md', 'bench/**/*.md', 'src/**/*.md', 'test/*.md'], { cwd: ROOT }),
].filter((path) => !path.startsWith('docs/decisions/'));

const exists = (path) => (/[*{]/.test(path) ? globSync(path, { cwd: ROOT }).length > 0 : existsSync(join(ROOT, path)));

const dead = documents.flatMap((document) =>
  deadReferences(readFileSync(join(ROOT, document), 'utf8'), { folder: dirname(document), exists, scripts: scriptNames() }).map(
    (found) => `${document}: ${found}`,
  ),
);
for (const line of dead) console.log(line);
console.log(`${documents.length} documents, ${dead.length} dead references`);
process.exitCode = dead.length === 0 ? 0 : 1;

function scriptNames() {
  return new Set(Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts));
}
