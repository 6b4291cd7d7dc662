// Prints how large files and functions are, beside the sizes we follow. Sizes never fail; a root file not on the list does.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../setup/node24.mjs';

const ROOT_FILES = new Set([
  '.dockerignore',
  '.env.example',
  '.gitignore',
  '.npmrc',
  '.oxfmtrc.json',
  '.oxlintrc.json',
  'AGENTS.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'Dockerfile',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'STYLE.md',
  'compose.yaml',
  'dependency-rules.mjs',
  'knip.json',
  'package-lock.json',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
]);
const ROOT_FOLDERS = new Set([
  '.armature',
  '.cache',
  '.ci',
  '.git',
  '.github',
  'action',
  'bench',
  'bin',
  'coverage',
  'dist',
  'docs',
  'examples',
  'migrations',
  'node_modules',
  'scripts',
  'src',
  'test',
]);
const LONGEST_SHOWN = 10;

const sources = readdirSync(join(ROOT, 'src'), { recursive: true }).filter(
  (path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\.d\.ts$/.test(path) && path !== 'web/api/schema.ts',
);

/** Lines with code on them: neither blank nor only comment. */
function codeLines(source, node) {
  const lines = new Set();
  const visit = (child) => {
    if (child.getChildCount(source) === 0 && child.getWidth(source) > 0) {
      const from = source.getLineAndCharacterOfPosition(child.getStart(source)).line;
      const to = source.getLineAndCharacterOfPosition(child.getEnd()).line;
      for (let line = from; line <= to; line += 1) lines.add(line);
    }
    for (const grandchild of child.getChildren(source)) visit(grandchild);
  };
  visit(node);
  return lines.size;
}

const isFunction = (node) =>
  ts.isFunctionDeclaration(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isArrowFunction(node) ||
  ts.isConstructorDeclaration(node);

const nameOf = (node) =>
  node.name?.getText() ?? (node.parent && ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : 'a function');

const files = [];
const functions = [];
for (const path of sources) {
  const source = ts.createSourceFile(path, readFileSync(join(ROOT, 'src', path), 'utf8'), ts.ScriptTarget.Latest, true);
  files.push({ what: path, lines: codeLines(source, source) });
  const visit = (node) => {
    if (isFunction(node) && node.body) functions.push({ what: `${path} ${nameOf(node)}`, lines: codeLines(source, node) });
    ts.forEachChild(node, visit);
  };
  visit(source);
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]?.lines ?? 0;

function print(name, measured, { median, p90, long }) {
  const sorted = measured.toSorted((a, b) => a.lines - b.lines);
  const over = sorted.filter(({ lines }) => lines > long).length;
  console.log(
    `${name}: ${sorted.length}, median ${quantile(sorted, 0.5)} (follow ${median}), p90 ${quantile(sorted, 0.9)} (follow ${p90}), over ${long}: ${over}`,
  );
  for (const { what, lines } of sorted.slice(-LONGEST_SHOWN).toReversed()) console.log(`  ${String(lines).padStart(4)}  ${what}`);
}

print('files', files, { median: 55, p90: 180, long: 300 });
print('functions', functions, { median: 12, p90: 40, long: 60 });

const strangers = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => !(entry.isDirectory() ? ROOT_FOLDERS : ROOT_FILES).has(entry.name))
  .map(({ name }) => name);
for (const name of strangers)
  console.log(`${name} does not belong in the root folder; move it, or add it to the list in scripts/checks/check-shape.mjs`);
process.exitCode = strangers.length === 0 ? 0 : 1;
