// Starts one process of an instance: its database, then its parts; and stops them in reverse.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '#config/config';
import type { Log } from '#platform/log';
import { openDatabase } from './open-database.ts';
import type { OpenDatabase } from './open-database.ts';
import type { Started, Stop } from './start-parts.ts';
import { withOwnPort } from './with-own-port.ts';

const STOP_MS = 20_000;

export interface Instance extends Started {
  stop(): Promise<void>;
}

/** Throws with a message for the operator; what was already started is stopped again. */
export async function startInstance(
  given: Config,
  { log, version, webDir }: { log: Log; version: string; webDir: string | undefined },
): Promise<Instance> {
  const stops: Stop[] = [];
  try {
    const config = await withOwnPort(given);
    const { database, startParts } = await openAndLoad(config, log);
    stops.push(() => database.stop());
    const started = await startParts(config, { databaseUrl: database.url, log, version, webDir, stops });
    return { ...started, stop: () => stopAll(stops, log) };
  } catch (error) {
    await stopAll(stops, log);
    throw error;
  }
}

type Parts = typeof import('./start-parts.ts');

/**
 * The parts are more than a thousand files. A database of the operator's is asked first, as its refusal needs none of
 * them; the embedded one starts in processes of its own meanwhile.
 */
async function openAndLoad(config: Config, log: Log): Promise<{ database: OpenDatabase; startParts: Parts['startParts'] }> {
  const opening = openDatabase(config, log);
  if (config.databaseUrl !== undefined) await opening;
  const [opened, loaded] = await Promise.allSettled([opening, import('./start-parts.ts')]);
  if (opened.status === 'rejected') throw opened.reason;
  if (loaded.status === 'fulfilled') return { database: opened.value, startParts: loaded.value.startParts };
  await opened.value.stop();
  throw loaded.reason;
}

async function stopAll(stops: Stop[], log: Log): Promise<void> {
  for (const stop of stops.splice(0).toReversed()) {
    try {
      if ((await within(STOP_MS, stop())) === 'late') log.warn({}, 'a part did not stop in time');
    } catch (error) {
      log.warn({ error }, 'a part did not stop cleanly');
    }
  }
}

async function within(ms: number, work: Promise<void>): Promise<'done' | 'late'> {
  const timer = new AbortController();
  const late = sleep(ms, 'late' as const, { signal: timer.signal, ref: false }).catch(() => 'late' as const);
  try {
    return await Promise.race([work.then(() => 'done' as const), late]);
  } finally {
    timer.abort();
  }
}
