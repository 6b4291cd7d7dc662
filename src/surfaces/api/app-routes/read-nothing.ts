// For routes that take no body: one that says something is refused, so that nothing a page sends is silently ignored.
import type { Context } from 'hono';
import { parseInput } from '#kernel/parse-input';
import { readJson } from '../body.ts';
import type { ApiEnv } from '../environment.ts';
import { nothing } from '../schemas/nothing.ts';

export async function readNothing(c: Context<ApiEnv>): Promise<void> {
  parseInput(nothing, await readJson(c.req.raw));
}
