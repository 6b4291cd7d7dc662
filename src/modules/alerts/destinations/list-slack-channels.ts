// The public channels of a connected workspace, for the field `channel` of a rule.
import { z } from 'zod';
import { AppError, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { channelListing } from './channel-listing.ts';
import type { SlackChannel } from './channel-listing.ts';
import { idField } from './destination-input.ts';
import { findStored } from './store.ts';

const input = z.strictObject({ destinationId: idField, search: z.string().trim().max(200).default('') });

export interface SlackChannels {
  /** At most 100, by name. */
  readonly rows: readonly SlackChannel[];
  /** True: there are more; a search narrows them down. */
  readonly hasMore: boolean;
}

const SHOWN = 100;

/** Throws `conflict` when the workspace must be reauthorized, `upstream_unavailable` when Slack does not answer. */
export async function listSlackChannels(ctx: Ctx, raw: unknown): Promise<SlackChannels> {
  requireRole(ctx, 'editor');
  const { destinationId, search } = parseInput(input, raw);
  const stored = await findStored(ctx.deps.db, ctx.org.id, destinationId);
  if (!stored) throw notFound('destination');
  if (stored.kind !== 'slack_oauth') throw new AppError('conflict', 'Only a Slack workspace has channels to choose from.');
  if (stored.secretId === null) throw new AppError('conflict', 'The workspace is not connected any more. Reauthorize it.');
  const { channels, isCut } = await channelListing(ctx, { destinationId, secretId: stored.secretId });
  const wanted = search.replace(/^#/, '').toLowerCase();
  const found = channels.filter(({ id, name }) => name.toLowerCase().includes(wanted) || id.toLowerCase() === wanted);
  return { rows: found.slice(0, SHOWN), hasMore: found.length > SHOWN || isCut };
}
