// Watches over a response that is still being written: who may go on reading it, and when it ended.

export interface StreamWatch {
  /** Asked before each piece; false ends the stream without it. */
  mayGoOn?(): boolean | Promise<boolean>;
  /** Read to its end, given up by the reader, broken, or stopped. */
  ended?(): void;
}

/** A response without a body has ended already. */
export function watchStream(response: Response, watch: StreamWatch): Response {
  if (response.body === null) {
    watch.ended?.();
    return response;
  }
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const { done, value } = await reader.read();
        if (!done && (await (watch.mayGoOn?.() ?? true))) {
          controller.enqueue(value);
          return;
        }
        if (!done) await reader.cancel();
        controller.close();
      } catch (error) {
        // whoever writes it would write on for nobody
        reader.cancel(error).catch(() => undefined);
        controller.error(error);
      }
      watch.ended?.();
    },
    cancel: async (reason) => {
      watch.ended?.();
      await reader.cancel(reason);
    },
  });
  return new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers });
}
