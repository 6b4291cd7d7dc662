// Server-sent events of one run: new trace events and the run itself, as they happen. The page re-reads after a break.
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { SSEStreamingApi } from 'hono/streaming';
import { getRun, getTrace, isFinished } from '#modules/runs';
import type { Ctx } from '#platform/ctx';
import type { ApiEnv } from '../environment.ts';

const KEEP_ALIVE_MS = 15_000;
const EVENTS_PER_READ = 500;
/** Longer than any run; the browser reconnects by itself. */
const MAX_STREAM_MS = 2 * 60 * 60 * 1000;
const MAX_STREAMS = 500;

let openStreams = 0;

/** Answers 404 before the stream opens when the run is not this organization's. */
export async function liveRunStream(c: Context<ApiEnv>, ctx: Ctx, runId: string): Promise<Response> {
  const run = await getRun(ctx, { runId });
  const lastSeen = Number(c.req.query('afterSeq') ?? c.req.header('last-event-id') ?? 0);
  if (openStreams >= MAX_STREAMS) return c.json({ error: { code: 'unavailable', message: 'Too many live views; the page polls instead.' } }, 503);
  c.header('X-Accel-Buffering', 'no');
  c.header('Cache-Control', 'no-store');
  return streamSSE(c, async (stream) => {
    openStreams += 1;
    try {
      await follow(stream, { ctx, runId: run.runId, afterSeq: Number.isSafeInteger(lastSeen) ? lastSeen : 0 });
    } finally {
      openStreams -= 1;
    }
  });
}

async function follow(stream: SSEStreamingApi, { ctx, runId, afterSeq }: { ctx: Ctx; runId: string; afterSeq: number }): Promise<void> {
  const notice = createNotice();
  const stop = ctx.deps.live.subscribe('run', (subject) => {
    if (subject === runId) notice.ring();
  });
  stream.onAbort(() => notice.ring());
  const endAt = ctx.deps.clock.now().getTime() + MAX_STREAM_MS;
  let cursor = { attempt: 0, seq: afterSeq };
  try {
    while (!stream.aborted && ctx.deps.clock.now().getTime() < endAt) {
      const run = await getRun(ctx, { runId });
      cursor = await sendNewEvents(stream, { ctx, runId, cursor });
      await stream.writeSSE({ event: 'run', data: JSON.stringify(run) });
      if (isFinished(run.status)) return;
      await notice.wait(KEEP_ALIVE_MS);
    }
  } finally {
    stop();
  }
}

interface Cursor {
  readonly attempt: number;
  readonly seq: number;
}

async function sendNewEvents(stream: SSEStreamingApi, { ctx, runId, cursor }: { ctx: Ctx; runId: string; cursor: Cursor }): Promise<Cursor> {
  let { attempt, seq } = cursor;
  for (;;) {
    // bounded: every round moves seq forward, and a run has a bounded number of events
    const page = await getTrace(ctx, { runId, afterSeq: seq, limit: EVENTS_PER_READ });
    if (attempt !== 0 && page.attempt !== attempt) {
      attempt = page.attempt;
      seq = 0;
      continue;
    }
    attempt = page.attempt;
    const last = page.events.at(-1);
    if (last === undefined) return { attempt, seq };
    seq = last.seq;
    await stream.writeSSE({ event: 'trace', id: String(seq), data: JSON.stringify(page.events) });
    if (page.nextAfterSeq === undefined) return { attempt, seq };
  }
}

/** A bell that remembers one ring. */
function createNotice() {
  let rang = false;
  let wake: (() => void) | undefined;
  return {
    ring(): void {
      rang = true;
      wake?.();
    },
    async wait(ms: number): Promise<void> {
      if (!rang) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rang = false;
      wake = undefined;
    },
  };
}
