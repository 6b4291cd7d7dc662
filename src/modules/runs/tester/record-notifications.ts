// What the server says unasked while an attempt runs, kept in the trace up to a bound.
import type { Attempt } from './attempt.ts';

const MAX_NOTIFICATIONS = 200;
const MAX_PARAMS_CHARS = 16_384;

/** `stop` waits until all that arrived is stored; later ones are dropped. */
export function recordNotifications({ append, input }: Attempt): { stop(): Promise<void> } {
  const stored: Promise<unknown>[] = [];
  let isOpen = true;
  input.session.onNotification((method, params) => {
    if (!isOpen || stored.length >= MAX_NOTIFICATIONS) return;
    // When nothing can be stored any more, the tester's own next event fails too and ends the attempt.
    stored.push(append('server_notification', { method, params: bounded(params) }).catch(() => undefined));
  });
  return {
    stop: async () => {
      isOpen = false;
      await Promise.all(stored);
    },
  };
}

const bounded = (params: unknown): unknown => {
  const size = JSON.stringify(params)?.length ?? 0;
  return size <= MAX_PARAMS_CHARS ? (params ?? null) : `[${size} characters, not kept]`;
};
