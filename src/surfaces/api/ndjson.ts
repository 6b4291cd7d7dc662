// Downloads of any length: one JSON object a line, read no faster than the browser takes them.
import type { Context } from 'hono';
import { AppError } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { ApiEnv } from './environment.ts';

/** Lines are sent together until they are about this long. */
const CHUNK_BYTES = 64 * 1024;
/** Of one process: each reads the database for as long as its reader takes. */
const MAX_DOWNLOADS = 20;

let openDownloads = 0;

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
  if (openDownloads >= MAX_DOWNLOADS) throw new AppError('unavailable', 'Too many downloads are open; try again in a minute.');
  openDownloads += 1;
  try {
    const objects = (await open())[Symbol.asyncIterator]();
    return c.body(streamOf(objects, ctx), 200, headers);
  } catch (error) {
    openDownloads -= 1;
    throw error;
  }
}

function streamOf(objects: AsyncIterator<object>, ctx: Ctx): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let isOpen = true;
  const close = (): void => {
    if (isOpen) openDownloads -= 1;
    isOpen = false;
  };
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const { text, done } = await nextLines(objects);
          if (text !== '') controller.enqueue(encoder.encode(text));
          if (!done) return;
          close();
          controller.close();
        } catch (error) {
          close();
          if (!(error instanceof AppError) && !ctx.signal.aborted)
            ctx.deps.log.error({ requestId: ctx.requestId, err: error }, 'a download failed');
          controller.error(error);
        }
      },
      cancel: async () => {
        close();
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
