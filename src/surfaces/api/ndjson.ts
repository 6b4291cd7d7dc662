// Downloads of any length: one JSON object a line, read no faster than the browser takes them.
import type { Context } from 'hono';
import { minutes } from '#kernel/duration';
import { AppError } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { ApiEnv } from './environment.ts';

/** Lines are sent together until they are about this long. */
const CHUNK_BYTES = 64 * 1024;
/** Of one process: each reads the database for as long as its reader takes. */
const MAX_DOWNLOADS = 20;
/** So that nobody takes the places of the others. */
const MAX_OF_ORGANIZATION = 3;
/** Whoever takes nothing for so long loses the place. */
const STALLED_MS = minutes(2);

/** Organization id → how many. */
const openDownloads = new Map<string, number>();

/**
 * `open` is called once it is certain that somebody reads: not for HEAD, and not when too many downloads are open. What fails in the
 * middle cuts the connection, so that half a file never looks like a whole one.
 */
export async function ndjsonDownload(
  c: Context<ApiEnv>,
  ctx: Ctx,
  { fileName, open }: { readonly fileName: string; readonly open: () => Promise<AsyncIterable<object>> },
): Promise<Response> {
  const headers = {
    'Content-Type': 'application/x-ndjson; charset=utf-8',
    'Content-Disposition': `attachment; filename="${fileName}"`,
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  };
  if (c.req.method === 'HEAD') return c.body(null, 200, headers);
  const leave = takePlace(ctx.org.id);
  try {
    const objects = (await open())[Symbol.asyncIterator]();
    return c.body(streamOf(objects, ctx, leave), 200, headers);
  } catch (error) {
    leave();
    throw error;
  }
}

/** Returns what gives the place back, once however often it is called. */
function takePlace(orgId: string): () => void {
  const all = [...openDownloads.values()].reduce((sum, count) => sum + count, 0);
  const ours = openDownloads.get(orgId) ?? 0;
  if (all >= MAX_DOWNLOADS || ours >= MAX_OF_ORGANIZATION)
    throw new AppError('unavailable', 'Too many downloads are open; try again in a minute.');
  openDownloads.set(orgId, ours + 1);
  let isTaken = true;
  return () => {
    const left = (openDownloads.get(orgId) ?? 0) - 1;
    if (isTaken && left > 0) openDownloads.set(orgId, left);
    else if (isTaken) openDownloads.delete(orgId);
    isTaken = false;
  };
}

function streamOf(objects: AsyncIterator<object>, ctx: Ctx, leave: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stalling = new AbortController();
  let isOver = false;
  const end = (): void => {
    isOver = true;
    stalling.abort();
    leave();
  };
  const awaitReader = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    if (isOver) return;
    stalling = new AbortController();
    const isStalled = ctx.deps.clock.sleep(STALLED_MS, stalling.signal).then(
      () => true,
      () => false,
    );
    void isStalled.then(async (stalled) => {
      if (!stalled) return;
      end();
      controller.error(new Error('nobody takes the download'));
      await objects.return?.();
    });
  };
  return new ReadableStream<Uint8Array>(
    {
      start: awaitReader,
      pull: async (controller) => {
        stalling.abort();
        try {
          const { text, done } = await nextLines(objects);
          if (text !== '') controller.enqueue(encoder.encode(text));
          if (!done) return awaitReader(controller);
          end();
          controller.close();
        } catch (error) {
          end();
          if (!(error instanceof AppError) && !ctx.signal.aborted)
            ctx.deps.log.error({ requestId: ctx.requestId, err: error }, 'a download failed');
          controller.error(error);
        }
      },
      cancel: async () => {
        end();
        await objects.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

async function nextLines(objects: AsyncIterator<object>): Promise<{ readonly text: string; readonly done: boolean }> {
  let text = '';
  while (text.length < CHUNK_BYTES) {
    const next = await objects.next();
    if (next.done === true) return { text, done: true };
    text += `${JSON.stringify(next.value)}\n`;
  }
  return { text, done: false };
}
