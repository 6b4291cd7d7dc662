// Public statuses as they were up to 30 seconds ago, so that a crowd costs as much as one visitor. Of this process; a bounded number.
import { seconds } from '#kernel/duration';
import type { PublicStatus } from '#modules/status-pages';
import type { Clock } from '#platform/clock';

const KEPT_MS = seconds(30);
const MAX_KEPT = 500;

interface Options {
  readonly clock: Clock;
  readonly load: (slug: string) => Promise<PublicStatus | undefined>;
}

/** Those who ask at once share one reading. What is not there, or could not be read, is not kept. */
export function createKeptStatuses({ clock, load }: Options): (slug: string) => Promise<PublicStatus | undefined> {
  const kept = new Map<string, { readonly at: number; readonly status: Promise<PublicStatus | undefined> }>();

  const begin = (slug: string, at: number): Promise<PublicStatus | undefined> => {
    const status = load(slug);
    const entry = { at, status };
    kept.delete(slug);
    kept.set(slug, entry);
    const oldest = kept.size > MAX_KEPT ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    const forget = (): void => {
      if (kept.get(slug) === entry) kept.delete(slug);
    };
    status.then((found) => found ?? forget(), forget);
    return status;
  };

  return (slug) => {
    const now = clock.now().getTime();
    const entry = kept.get(slug);
    return entry && now - entry.at < KEPT_MS && now >= entry.at ? entry.status : begin(slug, now);
  };
}
