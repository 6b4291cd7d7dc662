// The signature of a webhook: HMAC-SHA256 over id, time and body, as Standard Webhooks does it.
import { createHmac } from 'node:crypto';

export interface Signable {
  readonly id: string;
  /** Unix time in seconds. */
  readonly timestamp: number;
  /** Exactly as it is sent. */
  readonly body: string;
}

/** `secret` is `whsec_<base64>`: the key is what the base64 stands for. Answers `v1,<base64>`. */
export function signWebhook(secret: string, { id, timestamp, body }: Signable): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64')}`;
}
