// Live notices over LISTEN/NOTIFY: one dedicated connection a process, opened again when it breaks.
import { sql } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { seconds } from '#kernel/duration';
import { createPool } from '#platform/db/connect';
import type { Db } from '#platform/db/connect';
import type { Log } from '#platform/log';
import type { Live, LiveChannel } from './live.ts';

export interface LiveOptions {
  readonly connectionString: string;
  /** Sends notices that are not part of a transaction. */
  readonly db: Db;
  readonly log: Log;
}

/** One channel of PostgreSQL for all of ours; the payload is `<channel>:<subject>`. */
const PG_CHANNEL = 'armature_live';
const MAX_SUBJECT_LENGTH = 200;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = seconds(5);
/** A connection that died without a word is noticed by this. */
const HEARTBEAT_MS = seconds(15);

interface Subscriber {
  readonly channel: LiveChannel;
  readonly listener: (subject: string) => void;
  readonly onGap: (() => void) | undefined;
}

/** Begins to listen at once. `ready` resolves when notices arrive; it rejects when `close` comes first. */
export function createLive({ connectionString, db, log }: LiveOptions): Live & { ready(): Promise<void> } {
  const subscribers = new Set<Subscriber>();
  const told = (subscriber: Subscriber, tell: () => void) => {
    try {
      tell();
    } catch (error) {
      log.error({ error, channel: subscriber.channel }, 'a live listener threw');
    }
  };
  const listening = startListening({
    pool: createPool({ connectionString, max: 1, application_name: 'armature-live' }),
    log,
    onPayload: (payload) => {
      const [channel, subject] = splitOnce(payload);
      for (const one of subscribers) if (one.channel === channel) told(one, () => one.listener(subject));
    },
    onGap: () => {
      for (const one of subscribers) told(one, () => one.onGap?.());
    },
  });
  return {
    publish: async (tx, channel, subject) => {
      if (subject.length > MAX_SUBJECT_LENGTH) throw new RangeError(`A live subject has at most ${MAX_SUBJECT_LENGTH} characters.`);
      await sql`select pg_notify(${PG_CHANNEL}, ${`${channel}:${subject}`})`.execute(tx ?? db);
    },
    subscribe: (channel, listener, onGap) => {
      const subscriber = { channel, listener, onGap };
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
    ready: listening.ready,
    close: listening.close,
  };
}

interface ListeningParts {
  readonly pool: Pool;
  readonly log: Log;
  readonly onPayload: (payload: string) => void;
  readonly onGap: () => void;
}

function startListening(parts: ListeningParts): { ready(): Promise<void>; close(): Promise<void> } {
  const stopping = new AbortController();
  const ready = Promise.withResolvers<void>();
  // Whoever waits sees it; without anyone waiting it is no news.
  ready.promise.catch(() => undefined);
  const loop = async () => {
    let failures = 0;
    let hasListened = false;
    // Ends with close(); each round is one connection's life.
    while (!stopping.signal.aborted) {
      try {
        await listenOnce(parts, stopping.signal, () => {
          failures = 0;
          if (hasListened) parts.onGap();
          hasListened = true;
          ready.resolve();
        });
      } catch (error) {
        if (!stopping.signal.aborted && failures === 0)
          parts.log.warn({ error }, 'the connection for live notices broke; it is opened again');
      }
      await pause(Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** failures), stopping.signal);
      failures += 1;
    }
  };
  const ended = loop();
  return {
    ready: () => ready.promise,
    close: async () => {
      stopping.abort();
      ready.reject(new Error('The process is stopping.'));
      await ended;
      await parts.pool.end();
    },
  };
}

/** Listens until the connection breaks (throws) or the signal aborts (returns). */
async function listenOnce(parts: ListeningParts, signal: AbortSignal, onListening: () => void): Promise<void> {
  const client = await parts.pool.connect();
  const broken = Promise.withResolvers<void>();
  const stop = () => broken.resolve();
  signal.addEventListener('abort', stop, { once: true });
  client.on('error', broken.reject);
  client.on('end', () => broken.reject(new Error('The connection ended.')));
  client.on('notification', ({ payload }) => parts.onPayload(payload ?? ''));
  const heartbeat = setInterval(() => void client.query('select 1').catch(broken.reject), HEARTBEAT_MS);
  try {
    await client.query(`listen ${PG_CHANNEL}`);
    onListening();
    if (!signal.aborted) await broken.promise;
  } finally {
    clearInterval(heartbeat);
    signal.removeEventListener('abort', stop);
    discard(client);
  }
}

/** Closed, not put back: a listening connection must not serve anything else. Its last words change nothing. */
function discard(client: PoolClient): void {
  client.removeAllListeners();
  client.on('error', () => undefined);
  client.release(true);
}

function splitOnce(payload: string): [string, string] {
  const colon = payload.indexOf(':');
  return colon < 0 ? [payload, ''] : [payload.slice(0, colon), payload.slice(colon + 1)];
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise.finally(() => clearTimeout(timer));
}
