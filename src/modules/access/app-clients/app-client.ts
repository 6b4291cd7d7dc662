// The noun: an application that asks people to let it in. All of it is a stranger's word; only the host of a document's address is proven.
import { days, hours } from '#kernel/duration';

export interface AppClient {
  /** Our own id, or the address of the document that describes it. */
  readonly clientId: string;
  /** `registered`: it asked us for an id. `document`: its id is the address of a document. */
  readonly kind: 'registered' | 'document';
  readonly name: string;
  readonly redirectUris: readonly string[];
  /** It can keep refresh tokens. */
  readonly mayRefresh: boolean;
}

/** `read`: asked again before the next use. `kept`: good enough while its host does not answer. */
export const DOCUMENT_FRESH_MS = hours(1);
export const DOCUMENT_KEPT_MS = days(1);
/** Never let in by anybody: forgotten after this. */
export const UNUSED_KEPT_MS = days(1);
/** Let in once, but by nobody any more. Its own copy of our id stops working after this, and it has to ask for another. */
export const FORMER_KEPT_MS = days(90);
/** Of those nobody has let in yet; the oldest make room. */
export const MAX_UNUSED = 10_000;
