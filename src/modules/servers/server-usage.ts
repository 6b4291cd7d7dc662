// What this module must know of those above it: who uses a server. They implement it; surfaces pass it in.
import { AppError } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';

export interface ServerUser {
  readonly type: 'workflow' | 'monitor';
  readonly id: string;
  readonly name: string;
}

export interface ServerUsage {
  /** Active ones only. */
  usersOf(tx: Tx, orgId: string, serverId: string): Promise<ServerUser[]>;
  /** Pauses all of `usersOf`, with audit. */
  pauseUsers(tx: Tx, ctx: Ctx, serverId: string): Promise<void>;
  /** Those that name this auth profile, whatever their state. */
  usersOfProfile(tx: Tx, orgId: string, profileId: string): Promise<ServerUser[]>;
}

export const inUse = (what: string, users: readonly ServerUser[]): AppError =>
  new AppError(
    'conflict',
    `${what} is used by ${users
      .map(({ type, name }) => `${type} "${name}"`)
      .slice(0, 10)
      .join(', ')}.`,
    { details: { usedBy: users } },
  );
