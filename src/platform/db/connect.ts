// The only place that opens PostgreSQL connections for our own SQL.
import { Kysely, PostgresDialect } from 'kysely';
import type { Transaction } from 'kysely';
import { Pool, types } from 'pg';
import type { PoolConfig } from 'pg';
import { MS_PER_MINUTE, seconds } from '#kernel/duration';
import type { Database } from './schema.ts';

export type Db = Kysely<Database>;
export type Tx = Transaction<Database>;

const POOL_DEFAULTS = {
  max: 10,
  connectionTimeoutMillis: seconds(10),
  idleTimeoutMillis: seconds(30),
  statement_timeout: MS_PER_MINUTE,
  idle_in_transaction_session_timeout: MS_PER_MINUTE,
  application_name: 'armature',
  keepAlive: true,
} satisfies PoolConfig;

export interface ConnectOptions {
  /** Told when an idle connection breaks. The pool opens another one by itself. */
  readonly onIdleError?: ((error: Error) => void) | undefined;
}

/** A pool of connections. Opens nothing until the first query; `destroy()` closes all of them. */
export function connect(target: string | PoolConfig, options: ConnectOptions = {}): Db {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool: createPool(target, options) }) });
}

/** The pool under `connect`, for machinery that must share it (the job engine). */
export function createPool(target: string | PoolConfig, options: ConnectOptions = {}): Pool {
  const given = typeof target === 'string' ? { connectionString: target } : target;
  const pool = new Pool({ ...POOL_DEFAULTS, types: NUMBER_TYPES, ...withoutTlsOnSockets(given) });
  // Without a listener an idle connection's end would end the process. While we close them, a server that ends too may be quicker.
  pool.on('error', (error) => {
    if (!pool.ending) options.onIdleError?.(error);
  });
  // Nor may that of one at work: the query it was at rejects, and says so to whoever asked.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const INT8_OID: number = types.builtins.INT8;

/** bigint columns hold counts and ids far below 2^53, so they are read as numbers. */
const NUMBER_TYPES: NonNullable<PoolConfig['types']> = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8_OID && format !== 'binary' ? readInt8 : types.getTypeParser(oid, format),
};

function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`The database holds ${text}, which is beyond exact numbers.`);
  return value;
}

/** PGSSLMODE of the surroundings must not break a connection that never leaves the machine. */
function withoutTlsOnSockets(config: PoolConfig): PoolConfig {
  const overSocket = config.host?.startsWith('/') === true || /[?&]host=(%2F|\/)/i.test(config.connectionString ?? '');
  return overSocket ? { ...config, ssl: false } : config;
}
