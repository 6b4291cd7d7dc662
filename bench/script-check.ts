// What it costs to make a script ready and to type-check it against GitHub's SDK, in their own processes.
import { silentLog } from '#platform/log';
import { createScriptPreparer } from '#platform/script/script-preparer';
import { createTypeChecker } from '#platform/script/type-checker';
import type { TypeCheck } from '#platform/script/type-checker';
import { compiledGitHub } from './compiled-github.ts';
import { median, percentile, timed } from './row.ts';
import type { Row } from './row.ts';

const SCRIPTS = 200;
const WARM_UP = 20;
const TIMEOUT_MS = 30_000;

export async function measureScriptCheck(scope: AsyncDisposableStack): Promise<Row[]> {
  const { types, contentHash, manifest } = compiledGitHub();
  const preparer = createScriptPreparer({ log: silentLog });
  const checker = createTypeChecker({ log: silentLog });
  scope.defer(() => Promise.all([preparer.close(), checker.close()]).then(() => undefined));
  const check = (code: string): Promise<TypeCheck> => checker.check({ key: contentHash, types, code, timeoutMs: TIMEOUT_MS });
  const firstMs = await timed(async () => requireChecked(await check('return 1;')));
  const [preparing, checking]: [number[], number[]] = [[], []];
  for (let number = 0; number < WARM_UP + SCRIPTS; number += 1) {
    const code = scriptOf(manifest.clientName, number);
    const prepareMs = await timed(() => preparer.prepare(code));
    const checkMs = await timed(async () => requireChecked(await check(code)));
    if (number < WARM_UP) continue;
    preparing.push(prepareMs);
    checking.push(checkMs);
  }
  return [
    { what: `make a script ready`, value: median(preparing), unit: 'ms' },
    { what: `type-check a script on GitHub's SDK: process and types loaded`, value: firstMs, unit: 'ms', atMost: 5_000 },
    { what: `type-check a script on GitHub's SDK`, value: median(checking), unit: 'ms', atMost: 50 },
    { what: `type-check a script on GitHub's SDK, 95th percentile`, value: percentile(checking, 0.95), unit: 'ms' },
  ];
}

/** Each one new to the compiler. */
const scriptOf = (client: string, number: number): string => `/** @intent Label stale issues, round ${number} */
const issues = await ${client}.issuesListForRepo({ owner: 'octocat', repo: 'hello-${number}', state: 'open', per_page: 100 });
const stale = issues.filter((issue) => issue.comments === 0 && issue.title.includes('${number}'));
for (const issue of stale) {
  await ${client}.issuesAddLabels({ owner: 'octocat', repo: 'hello-${number}', issue_number: issue.number, body: { labels: ['stale'] } });
}
return { seen: issues.length, labelled: stale.map(({ number, title }) => ({ number, title })) };`;

function requireChecked(check: TypeCheck): void {
  if (check.kind === 'unchecked') throw new Error(`the script was not checked: it ${check.message}`);
  const [fault] = check.faults;
  if (fault) throw new Error(`the script of the benchmark has a fault: ${fault.message}`);
}
