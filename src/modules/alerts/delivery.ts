// The noun: one message on its way to one destination, with every try (spec 03 §7).
import type { MessageType } from './message.ts';

export interface DeliveryTry {
  readonly at: string;
  readonly ok: boolean;
  readonly httpStatus: number | null;
  /** For a person; holds no secret and nothing of what the receiver wrote. */
  readonly error: string | null;
}

export interface AlertDelivery {
  readonly id: string;
  readonly ruleId: string | null;
  readonly ruleName: string | null;
  readonly destinationId: string;
  readonly destinationName: string;
  readonly incidentId: string | null;
  readonly type: MessageType;
  /** What it is about, for lists. */
  readonly targetName: string | null;
  readonly state: 'pending' | 'delivered' | 'failed';
  readonly tries: readonly DeliveryTry[];
  readonly nextTryAt: string | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
}
