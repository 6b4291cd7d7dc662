// The noun: an offer of ownership, which the offered member accepts within 7 days (spec 09 §3). One at a time.
import { days } from '#kernel/duration';

export interface OwnershipOffer {
  readonly fromUserId: string;
  readonly toUserId: string;
  readonly toName: string;
  readonly expiresAt: string;
}

export const OFFER_LIVES_MS = days(7);
