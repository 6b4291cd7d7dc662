// POST /api/openapi-artifacts/upload (spec 07 §3): who are they, did they sign this, may they, what do they send. In this order.
import { createHash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { minutes } from '#kernel/duration';
import { AppError } from '#kernel/errors';
import { hasRole, requireRole } from '#kernel/role';
import { parseInput } from '#kernel/parse-input';
import { usageOf } from '#modules/codemode';
import { uploadBundle } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { authenticate, refuseRevoked } from './authenticate.ts';
import type { ApiEnv, ApiOptions } from './environment.ts';
import { originGuard } from './guards.ts';
import { queryOf } from './query.ts';
import { uploadRoute } from './routes/bundles.ts';
import { nothing } from './schemas/nothing.ts';
import { openBody, readRaw } from './upload-body.ts';
import { checkSignature, invalid, MAX_SKEW_SECONDS, readSignature } from './upload-signature.ts';

const PATH = `${uploadRoute.base}${uploadRoute.path}`;
/** Bodies that are held in memory at one time, until they are compiled. */
const MAX_AT_ONCE = 8;
/** Of one organization: bodies may come slowly, and others want to upload too. */
const MAX_OF_ONE = 4;
/** Longer than any timestamp is good for. */
const REMEMBERED_MS = minutes(1) + 2 * MAX_SKEW_SECONDS * 1000;

/** Register it before what bounds the bodies of everything else. */
export function uploadEndpoint(app: Hono<ApiEnv>, options: ApiOptions): void {
  let held = 0;
  const heldBy = new Map<string, number>();
  const count = ({ org }: Ctx, by: 1 | -1): void => {
    held += by;
    const own = (heldBy.get(org.id) ?? 0) + by;
    if (own === 0) heldBy.delete(org.id);
    else heldBy.set(org.id, own);
  };
  app.post(PATH, originGuard(options.deps.settings), async (c) => {
    const ctx = await authenticate(options.deps, c);
    // of who may not upload nothing is held
    if (!hasRole(ctx.actor.role, uploadRoute.role)) return upload(ctx, c, options);
    if (held >= MAX_AT_ONCE || (heldBy.get(ctx.org.id) ?? 0) >= MAX_OF_ONE) throw tooMany();
    count(ctx, 1);
    try {
      return await upload(ctx, c, options);
    } finally {
      count(ctx, -1);
    }
  });
}

const tooMany = (): AppError => new AppError('unavailable', 'Too many documents are being uploaded. Try again in a minute.');

async function upload(ctx: Ctx, c: Context<ApiEnv>, options: ApiOptions): Promise<Response> {
  const { raw, onChange } = await readSigned(ctx, c);
  requireRole(ctx, uploadRoute.role);
  parseInput(nothing, queryOf(c));
  const body = await openBody(raw, c.req.raw.headers, ctx.signal);
  const uploaded = await uploadBundle(ctx, body, { onChange, usageOf });
  refuseRevoked(ctx);
  if (options.checkResults === true) uploadRoute.result.parse(uploaded);
  const location = uploadRoute.location?.(uploaded) ?? '';
  return c.json(uploaded, uploadRoute.statusOf(uploaded), { Location: `${uploadRoute.base}${location}` });
}

interface Signed {
  readonly raw: Buffer;
  /** Of a signed one: it serves once. */
  readonly onChange?: (() => Promise<void>) | undefined;
}

/** A key signs what it sends. A person has none: the session and its CSRF token stand for the signature. */
async function readSigned(ctx: Ctx, c: Context<ApiEnv>): Promise<Signed> {
  const keeps = hasRole(ctx.actor.role, uploadRoute.role);
  const key = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  if (key === undefined) return { raw: await readRaw(c.req.raw, { keeps }) };
  const headers = readSignature((name) => c.req.header(name), ctx.deps.clock.now());
  const check = checkSignature(key, headers);
  const raw = await readRaw(c.req.raw, { keeps, onChunk: check.update });
  check.verify();
  return { raw, onChange: () => refuseReplay(ctx, headers.signature) };
}

/** Sent once more it may change nothing: what was rolled back since would come back. */
async function refuseReplay({ deps }: Ctx, signature: string): Promise<void> {
  const name = createHash('sha256').update(signature.toLowerCase()).digest('hex');
  const taken = await deps.limits.take(`upload:${name}`, { capacity: 1, perMs: REMEMBERED_MS });
  if (!taken.ok) throw invalid('x-armature-signature: this signed request was used already; sign it again with the time of now');
}
