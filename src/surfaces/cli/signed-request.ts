// A body packed and signed by the API key, as uploads are: HMAC-SHA256 over `<timestamp>.<bytes that are sent>`.
import { createHmac } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const pack = promisify(gzip);

export interface SignedRequest {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

export async function signedRequest(json: string, { apiKey, nowMs }: { apiKey: string; nowMs: number }): Promise<SignedRequest> {
  const body = new Uint8Array(await pack(json));
  const timestamp = String(Math.floor(nowMs / 1000));
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'x-armature-timestamp': timestamp,
      'x-armature-signature': createHmac('sha256', apiKey).update(`${timestamp}.`).update(body).digest('hex'),
    },
  };
}
