// Every check, cheapest first: a name, and the command that must end with 0. One more check is one line here.
// Types are judged by the compiler that also checks agents' scripts: it needs a tenth of the time.
export const CHECKS = [
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--quiet'] },
  { name: 'types', command: ['node', 'node_modules/typescript7/bin/tsc', '-p', 'tsconfig.json'] },
  { name: 'types of the dashboard', command: ['node', 'node_modules/typescript7/bin/tsc', '-p', 'src/web/tsconfig.json'] },
  { name: 'import arrows', command: ['node', 'scripts/checks/check-arrows.mjs'] },
  { name: 'import rules proven', command: ['node', 'scripts/prove.mjs'] },
  { name: 'dead code', command: ['knip', '--no-progress'] },
  { name: 'shape', command: ['node', 'scripts/checks/check-shape.mjs'] },
  { name: 'references in documents', command: ['node', 'scripts/checks/check-doc-refs.mjs'] },
  { name: 'generated references', command: ['node', 'scripts/gen-reference.mjs', '--check'] },
];
