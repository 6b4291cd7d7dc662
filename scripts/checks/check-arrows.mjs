// Imports point one way: dependency-rules.mjs over the whole tree. Fails as well when the cruiser did not see every file.
import { continueOnNode24, ROOT } from '../setup/node24.mjs';

continueOnNode24(import.meta.url);
const { cruise, sourcesIn } = await import('./cruise.mjs');
const root = ROOT.replace(/\/$/, '');

const { violations, seen } = await cruise(root, ['src', 'test']);
for (const { rule, from, to, via } of violations) console.log(`${rule}: ${from} → ${via.length > 0 ? via.join(' → ') : to}`);

// A cruiser that cannot read the sources reports no violation at all.
const seenSources = new Set(seen);
const unseen = sourcesIn(root, 'src').filter((path) => !seenSources.has(path));
for (const path of unseen) console.log(`not seen by the cruiser: ${path}`);
console.log(`${seenSources.size} modules seen, ${violations.length} wrong imports, ${unseen.length} files not seen`);
process.exitCode = violations.length + unseen.length === 0 ? 0 : 1;
