// Server-sent events of one run: new trace events and the run itself, as they happen. The page re-reads after a break.
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { SSEStreamingApi } from 'hono/streaming';
import { z } from 'zod';
import { AppError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { getRun, getTrace, isFinished } from '#modules/runs';
import type { Ctx } from '#platform/ctx';
import type { ApiEnv } from '../environment.ts';
import { queryOf } from '../query.ts';
import { wholeNumber } from '../schemas/page.ts';

const KEEP_ALIVE_MS = 15_000;
const EVENTS_PER_READ = 500;
/** Longer than any run; the browser reconnects by itself. */
const MAX_STREAM_MS = 2 * 60 * 60 * 1000;
const MAX_STREAMS = 500;
const MAX_ATTEMPTS = 5;
const MAX_SEQ = 999_999_999;

let openStreams = 0;

const liveQuery = z.strictObject({ attempt: wholeNumber(1, MAX_ATTEMPTS).optional(), afterSeq: wholeNumber(0, MAX_SEQ).optional() });

interface Watched {
  readonly runId: string;
  /** Throws once the person has signed out or left the organization. */
  readonly stillMay: () => Promise<unknown>;
}

/** Answers 404 before the stream opens when the run is not this organization's. */
export async function liveRunStream(c: Context<ApiEnv>, ctx: Ctx, { runId, stillMay }: Watched): Promise<Response> {
  const { attempt = 0, afterSeq = 0 } = parseInput(liveQuery, queryOf(c));
  const run = await getRun(ctx, { runId });
  if (openStreams >= MAX_STREAMS)
    throw new AppError('unavailable', 'Too many live views are open; ask for the trace again and again instead.');
  c.header('X-Accel-Buffering', 'no');
  // nobody would read the stream, and so nothing would ever end it
  if (c.req.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' });
  const cursor = cursorOf(c.req.header('last-event-id')) ?? { attempt, seq: afterSeq };
  openStreams += 1;
  return streamSSE(c, async (stream) => {
    try {
      await follow(stream, { ctx, runId: run.runId, cursor, stillMay });
    } catch (error) {
      // the stream just ends, and the page asks again by other means, where it gets a proper answer
      if (!(error instanceof AppError)) ctx.deps.log.error({ requestId: ctx.requestId, err: error }, 'live view failed');
    } finally {
      openStreams -= 1;
    }
  });
}

interface Cursor {
  /** 0: whichever is current. */
  readonly attempt: number;
  readonly seq: number;
}

/** `2:17` is the event 17 of attempt 2. What is not ours is ignored: a browser repeats what it was told. */
function cursorOf(lastEventId: string | undefined): Cursor | undefined {
  const [, attempt, seq] = /^(\d{1,2}):(\d{1,9})$/.exec(lastEventId ?? '') ?? [];
  return attempt === undefined || seq === undefined ? undefined : { attempt: Number(attempt), seq: Number(seq) };
}

async function follow(stream: SSEStreamingApi, { ctx, runId, stillMay, ...from }: Watched & { ctx: Ctx; cursor: Cursor }): Promise<void> {
  const { clock, live } = ctx.deps;
  const notice = createNotice();
  const stop = live.subscribe('run', (subject) => {
    if (subject === runId) notice.ring();
  });
  stream.onAbort(() => notice.ring());
  const startedAt = clock.now().getTime();
  let checkedAt = startedAt;
  let { cursor } = from;
  try {
    while (!stream.aborted && clock.now().getTime() < startedAt + MAX_STREAM_MS) {
      if (clock.now().getTime() >= checkedAt + KEEP_ALIVE_MS) {
        await stillMay();
        checkedAt = clock.now().getTime();
      }
      const run = await getRun(ctx, { runId });
      if (!run.traceExpired) cursor = await sendNewEvents(stream, { ctx, runId, cursor });
      await stream.writeSSE({ event: 'run', data: JSON.stringify(run) });
      if (isFinished(run.status)) return;
      await notice.wait(KEEP_ALIVE_MS);
    }
  } finally {
    stop();
  }
}

async function sendNewEvents(
  stream: SSEStreamingApi,
  { ctx, runId, cursor }: { ctx: Ctx; runId: string; cursor: Cursor },
): Promise<Cursor> {
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
    await stream.writeSSE({ event: 'trace', id: `${attempt}:${seq}`, data: JSON.stringify(page.events) });
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
