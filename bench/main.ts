// Runs the benchmarks one after the other and prints one table. Exit code 1 when a bound is missed.
import { measureRunDetail } from './run-detail.ts';
import { measureRunList } from './run-list.ts';
import { measureScriptRun } from './script-run.ts';
import { measureStart } from './start.ts';
import type { Row } from './row.ts';

const PARTS: Readonly<Record<string, () => Promise<Row[]>>> = {
  start: measureStart,
  'script-run': measureScriptRun,
  'run-list': measureRunList,
  'run-detail': measureRunDetail,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in PARTS));
if (unknown !== undefined) {
  console.error(`"${unknown}" is none of ${Object.keys(PARTS).join(', ')}.`);
  process.exit(2);
}

let missed = 0;
for (const [name, measure] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`measuring ${name} …`);
  for (const row of await measure()) {
    const bound = row.atMost === undefined ? '' : `${row.value <= row.atMost ? 'ok  ' : 'MISS'} (at most ${row.atMost})`;
    if (row.atMost !== undefined && row.value > row.atMost) missed += 1;
    console.log(`${row.what.padEnd(64)} ${row.value.toFixed(1).padStart(9)} ${row.unit.padEnd(3)} ${bound}${row.note === undefined ? '' : `  ${row.note}`}`);
  }
}
process.exitCode = missed === 0 ? 0 : 1;
