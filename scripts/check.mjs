// npm run check: all checks without tests or a database. A word selects the checks with that word in their name.
import { CHECKS } from './checks/all.mjs';
import { runChecks } from './checks/run-checks.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { ROOT } from './setup/node24.mjs';

await ensureInstalled(ROOT, { say: (text) => console.error(text), what: 'packages' });
const words = process.argv.slice(2);
const only = CHECKS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const { passed, failed } = await runChecks({ only });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
