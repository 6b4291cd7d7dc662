// A process of its own that outlives ours by a moment: when our end of its stdin closes, for whatever reason, it ends every
// hosted program of ours and removes their folders. Started by watchdog-line.ts; its argument is the mark of our instance.
import { createInterface } from 'node:readline';
import { instanceText } from './process-mark.ts';
import { killMarked, markedPids, signal } from './kill-marked.ts';
import { variableOf } from './process-table.ts';
import { isHome, removeHome } from './temporary-home.ts';
import { readNotice } from './watchdog-notice.ts';

const [instance = ''] = process.argv.slice(2);
const homes = new Map<number, string>();
const groups = new Map<number, number>();

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const notice = readNotice(line);
  if (!notice) return;
  if (notice.home === undefined && notice.group === undefined) {
    homes.delete(notice.number);
    groups.delete(notice.number);
  }
  if (notice.home !== undefined) homes.set(notice.number, notice.home);
  if (notice.group !== undefined) groups.set(notice.number, notice.group);
});
lines.on('close', () => {
  void endAll();
});

async function endAll(): Promise<void> {
  if (instance === '') return;
  const text = instanceText(instance);
  // Whatever we were not told in time, the processes know.
  const told = [...homes.values()];
  const found = markedPids(text).flatMap((pid) => variableOf(pid, 'HOME') ?? []);
  await killMarked(text);
  // Off Linux nothing is found by its mark; the groups were ours a moment ago.
  if (process.platform !== 'linux') for (const group of groups.values()) signal(-group, 'SIGKILL');
  await Promise.all([...new Set([...told, ...found])].filter(isHome).map(removeHome));
}
