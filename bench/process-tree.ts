// The processes of a started instance, read from /proc.
import { readFileSync } from 'node:fs';
import { childrenOf } from '#platform/process/process-table';

/** Everything below `pid`, at any depth. */
export const treeOf = (pid: number): number[] => childrenOf(pid).flatMap((child) => [child, ...treeOf(child)]);

/** Empty for a process that is gone. */
export function cmdlineOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
