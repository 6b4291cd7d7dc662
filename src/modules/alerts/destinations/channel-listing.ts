// Reads a workspace's public channels from Slack, within bounds, and remembers them for a minute.
import { z } from 'zod';
import { seconds } from '#kernel/duration';
import { AppError } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { Db } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { callSlack } from '../channels/slack-api.ts';
import type { SlackFault } from '../channels/slack-api.ts';
import { markReauth } from './store.ts';

export interface SlackChannel {
  readonly id: string;
  readonly name: string;
}

export interface ChannelListing {
  /** By name. */
  readonly channels: readonly SlackChannel[];
  /** The workspace has more channels than we read. */
  readonly isCut: boolean;
}

export interface WorkspaceAccess {
  readonly destinationId: string;
  readonly secretId: string;
}

/** Slack allows few listings a minute, and a person types many letters. */
const KEPT_MS = seconds(60);
const MAX_KEPT = 50;

type Kept = Map<string, { readonly at: number; readonly listing: ChannelListing }>;
const keptOf = new WeakMap<Db, Kept>();

/** Throws `conflict` when the workspace must be reauthorized, `upstream_unavailable` when Slack does not answer. */
export async function channelListing(ctx: Ctx, access: WorkspaceAccess): Promise<ChannelListing> {
  const { db, clock } = ctx.deps;
  const kept: Kept = keptOf.get(db) ?? new Map();
  keptOf.set(db, kept);
  // Named by the token: a workspace that was connected anew is read anew.
  const known = kept.get(access.secretId);
  if (known && clock.now().getTime() - known.at < KEPT_MS) return known.listing;
  const listing = await readChannels(ctx, access);
  kept.delete(access.secretId);
  const oldest = kept.size >= MAX_KEPT ? kept.keys().next().value : undefined;
  if (oldest !== undefined) kept.delete(oldest);
  kept.set(access.secretId, { at: clock.now().getTime(), listing });
  return listing;
}

const PAGE = 1000;
const MAX_PAGES = 10;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

const pageShape = z.object({
  channels: z.array(z.object({ id: z.string().max(64), name: z.string().max(200) })).max(PAGE),
  response_metadata: z.object({ next_cursor: z.string().max(1024).optional() }).optional(),
});

async function readChannels(ctx: Ctx, access: WorkspaceAccess): Promise<ChannelListing> {
  const { deps, org, signal } = ctx;
  const token = await deps.vault.open(deps.db, org.id, access.secretId);
  const channels: SlackChannel[] = [];
  let cursor = '';
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const result = await callSlack(deps, {
      method: 'conversations.list',
      authorization: `Bearer ${token}`,
      body: new URLSearchParams({ types: 'public_channel', exclude_archived: 'true', limit: String(PAGE), cursor }),
      maxAnswerBytes: MAX_ANSWER_BYTES,
      signal,
    });
    if (!result.ok) throw await refusalOf(ctx, access, result.error);
    const parsed = pageShape.safeParse(result.value.answer);
    if (!parsed.success) throw new AppError('upstream_unavailable', 'Slack sent a list of channels that could not be read.');
    channels.push(...parsed.data.channels);
    cursor = parsed.data.response_metadata?.next_cursor ?? '';
    if (cursor === '') break;
  }
  return { channels: channels.toSorted((a, b) => a.name.localeCompare(b.name, 'en')), isCut: cursor !== '' };
}

async function refusalOf({ deps }: Ctx, access: WorkspaceAccess, fault: SlackFault): Promise<AppError> {
  if (!fault.needsReauth) return new AppError('upstream_unavailable', fault.error);
  await inTransaction(deps.db, (tx) => markReauth(tx, { ...access, needsReauth: true }));
  return new AppError('conflict', fault.error);
}
