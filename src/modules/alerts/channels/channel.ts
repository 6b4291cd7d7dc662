// What a kind of destination must know: its address, its state, and how one message is sent (spec 03 §4, §7).
import type { Outcome } from '#kernel/outcome';
import type { Deps } from '#platform/ctx';
import type { AlertDestination } from '../destination.ts';
import type { AlertMessage } from '../message.ts';

/** Where at the destination: a public channel of Slack, or one e-mail address. */
export interface DeliveryAddress {
  readonly channel?: string | undefined;
  readonly recipientEmail?: string | undefined;
}

/** One message and what is needed to send it, its secrets opened for this try alone. */
export interface Letter {
  /** Names the message at the receiver: the same for every try. */
  readonly deliveryId: string;
  readonly orgId: string;
  readonly message: AlertMessage;
  readonly address: DeliveryAddress;
  /** The token, or the address to post to; null where the kind has none, or where it is gone. */
  readonly secret: string | null;
  readonly signingSecret: string | null;
  /** Aborts when the process stops; `send` then rejects with its reason. */
  readonly signal: AbortSignal;
}

/** A failed try is the business of a channel: a value, no exception. `error` holds no secret and nothing of what the receiver wrote. */
export type SendResult =
  | { readonly ok: true; readonly httpStatus: number | null }
  | {
      readonly ok: false;
      readonly httpStatus: number | null;
      readonly error: string;
      /** True: another try would be answered the same. */
      readonly isFinal: boolean;
      /** The receiver asked for this pause. */
      readonly retryAfterMs?: number | undefined;
      /** A person must renew the access. */
      readonly needsReauth?: boolean | undefined;
    };

export type ChannelDoors = Pick<Deps, 'db' | 'fetch' | 'clock' | 'limits' | 'mail' | 'slack' | 'settings'>;

/** What decides whether a destination can be used. */
export interface DestinationFacts {
  readonly hasSecret: boolean;
  readonly needsReauth: boolean;
}

export type DestinationState = Pick<AlertDestination, 'status' | 'statusDetail'>;

export interface Channel {
  /** The one field of a rule that this kind needs; others are refused. */
  readonly addressField: keyof DeliveryAddress | null;
  /** True: messages are signed with a secret of ours. */
  readonly isSigned: boolean;
  /** Of kinds with a URL: whether it may be saved. The error completes "this field …". */
  readonly judgeUrl?: ((url: string, doors: Pick<Deps, 'settings' | 'slack'>) => Outcome<URL, string>) | undefined;
  state(facts: DestinationFacts, doors: Pick<Deps, 'mail' | 'settings'>): DestinationState;
  /** One try, ended after 10 s at the latest. */
  send(doors: ChannelDoors, letter: Letter): Promise<SendResult>;
}
