// The environment of our own child processes: nothing of ours in it, and the folder where Node keeps compiled code, for a quick start.
import { isAbsolute } from 'node:path';

/** The folder is passed on only where somebody named it in a way that holds in every working folder. */
export function bareEnvironment(own: Readonly<Record<string, string | undefined>> = process.env): Record<string, string> {
  const cache = own['NODE_COMPILE_CACHE'];
  const kept = cache !== undefined && isAbsolute(cache) ? { NODE_COMPILE_CACHE: cache } : {};
  return { NODE_NO_WARNINGS: '1', ...kept };
}
