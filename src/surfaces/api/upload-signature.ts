// The signature of an upload (spec 07 §3): HMAC-SHA256 by the whole API key over `<timestamp>.<body as it was sent>`.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { MS_PER_SECOND } from '#kernel/duration';
import { AppError } from '#kernel/errors';

/** Seconds between its timestamp and now, either way. */
export const MAX_SKEW_SECONDS = 300;

export interface SignatureHeaders {
  readonly timestamp: string;
  readonly signature: string;
}

/** Throws `signature_invalid` for what can be said before the body is read. */
export function readSignature(header: (name: string) => string | undefined, now: Date): SignatureHeaders {
  const timestamp = header('x-armature-timestamp') ?? '';
  const signature = header('x-armature-signature') ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) throw invalid('x-armature-timestamp: must be the time in Unix seconds');
  if (Math.abs(now.getTime() / MS_PER_SECOND - Number(timestamp)) > MAX_SKEW_SECONDS) {
    throw invalid(`x-armature-timestamp: is more than ${MAX_SKEW_SECONDS} seconds from the time of this instance`);
  }
  if (!/^[0-9a-fA-F]{64}$/.test(signature)) throw invalid('x-armature-signature: must be an HMAC-SHA256 in 64 hexadecimal digits');
  return { timestamp, signature };
}

export interface SignatureCheck {
  /** The body, chunk by chunk, in the order in which it comes. */
  update(chunk: Uint8Array): void;
  /** Once, at its end. Throws `signature_invalid`. */
  verify(): void;
}

export function checkSignature(key: string, { timestamp, signature }: SignatureHeaders): SignatureCheck {
  const hmac = createHmac('sha256', key).update(`${timestamp}.`);
  return {
    update: (chunk) => {
      hmac.update(chunk);
    },
    verify: () => {
      if (!timingSafeEqual(hmac.digest(), Buffer.from(signature, 'hex'))) {
        throw invalid('x-armature-signature: does not belong to this body, timestamp and API key');
      }
    },
  };
}

export const invalid = (message: string): AppError => new AppError('signature_invalid', message);
