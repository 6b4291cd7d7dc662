// For a statement that need not wait for the disk, because a later commit that does wait covers it as well.
import { sql } from 'kysely';

/**
 * True, as a condition of a single statement outside a transaction: its commit returns before it is on the disk. The log
 * is one sequence, so the next ordinary commit, of whatever connection, makes it as safe as itself. Only a crash of the
 * database server in between can undo it; a killed process of ours cannot.
 */
export const commitsWithoutWaiting = sql<boolean>`set_config('synchronous_commit', 'off', true) = 'off'`;
