// The library's way to the database: its own SQL, in the transaction of the current call, and without any session.
import type { BetterAuthOptions } from 'better-auth';
import type { DBAdapter, Where } from 'better-auth/adapters';
import { getAdapter } from 'better-auth/db/adapter';
import { inTransaction } from '../db/transaction.ts';
import type { Db, Tx } from '../db/connect.ts';
import { PROVIDER_IDS } from './auth.ts';
import { currentScope, runInScope } from './call-scope.ts';
import type { BriefSession } from './call-scope.ts';

/** Given to the library as its database. */
export function scopedAdapter(options: BetterAuthOptions): DBAdapter {
  const made = new WeakMap<Db | Tx, Promise<DBAdapter>>();
  const adapterOf = (db: Db | Tx): Promise<DBAdapter> => {
    const known = made.get(db) ?? getAdapter({ ...options, database: { db, type: 'postgres', transaction: false } });
    made.set(db, known);
    return known;
  };
  const current = (): Promise<DBAdapter> => adapterOf(currentScope().db);
  const adapter: DBAdapter = {
    id: 'armature',
    create: async (args) => {
      if (args.model === 'session') return asResult(rememberSession(args.data));
      if (args.model !== 'account') return (await current()).create(args);
      return inScopeTransaction(async () => {
        const account = await (await current()).create(args);
        await tellOfLink(args.data);
        return asResult(account);
      });
    },
    findOne: async (args) => {
      if (args.model !== 'session') return (await current()).findOne(args);
      const session = sessionFor(args.where);
      if (session === undefined) return null;
      const user = await (await current()).findOne({ model: 'user', where: [{ field: 'id', value: session.userId }] });
      return asResult({ ...session, user });
    },
    findMany: async (args) => (args.model === 'session' ? [] : (await current()).findMany(args)),
    count: async (args) => (args.model === 'session' ? 0 : (await current()).count(args)),
    update: async (args) => (args.model === 'session' ? asResult(sessionFor(args.where) ?? null) : (await current()).update(args)),
    updateMany: async (args) => (args.model === 'session' ? 0 : (await current()).updateMany(args)),
    delete: async (args) => (args.model === 'session' ? forgetSession(args.where) : (await current()).delete(args)),
    deleteMany: async (args) => (args.model === 'session' ? 0 : (await current()).deleteMany(args)),
    consumeOne: async (args) => (await current()).consumeOne(args),
    incrementOne: async (args) => (await current()).incrementOne(args),
    transaction: (work) => inScopeTransaction(() => work(adapter)),
  };
  return adapter;
}

/** In the caller's transaction if there is one, else in one of its own. */
async function inScopeTransaction<T>(work: () => Promise<T>): Promise<T> {
  const scope = currentScope();
  if (scope.isTransaction) return work();
  // outside of a transaction the scope holds the pool
  return inTransaction(scope.db, (tx) => runInScope({ ...scope, db: tx, isTransaction: true }, work));
}

async function tellOfLink(data: Readonly<Record<string, unknown>>): Promise<void> {
  const { db, onLinked } = currentScope();
  const { userId, providerId } = data;
  // a password is an account to the library too, and no link
  const provider = PROVIDER_IDS.find((id) => id === providerId);
  // told inside of `inScopeTransaction`
  if (onLinked !== undefined && provider !== undefined && typeof userId === 'string') await onLinked(db as Tx, { userId, provider });
}

function rememberSession(data: Readonly<Record<string, unknown>>): BriefSession {
  const session = { ...data, id: data['token'] } as BriefSession;
  currentScope().sessions.set(session.token, session);
  return session;
}

const tokenIn = (where: readonly Where[]): string => String(where.find(({ field }) => field === 'token')?.value ?? '');

const sessionFor = (where: readonly Where[]): BriefSession | undefined => currentScope().sessions.get(tokenIn(where));

function forgetSession(where: readonly Where[]): void {
  currentScope().sessions.delete(tokenIn(where));
}

/** The library names the type it wants and trusts whoever stores; sessions have the fields its schema asks for. */
const asResult = <T>(value: unknown): T => value as T;
