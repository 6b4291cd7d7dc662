// Puts a client's proof into a token request, by the method it was registered with (RFC 6749 §2.3, RFC 7523).
import { signAssertion } from './client-assertion.ts';
import type { OAuthClient } from './oauth.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export interface Proof {
  readonly headers: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
}

/** `audience`: who the assertion of `private_key_jwt` is for. */
export async function proofOf(client: OAuthClient, { audience, now }: { audience: string; now: Date }): Promise<Proof> {
  const { id, method, secret = '' } = client;
  switch (method) {
    case 'none':
      return { headers: {}, params: { client_id: id } };
    case 'client_secret_post':
      return { headers: {}, params: { client_id: id, client_secret: secret } };
    case 'client_secret_basic':
      return { headers: { authorization: `Basic ${basic(id, secret)}` }, params: {} };
    case 'private_key_jwt': {
      const algorithm = client.signingAlgorithm ?? 'RS256';
      const assertion = await signAssertion({ clientId: id, privateKey: secret, algorithm, audience, now });
      return { headers: {}, params: { client_id: id, client_assertion_type: ASSERTION_TYPE, client_assertion: assertion } };
    }
  }
}

/** Both halves are form-encoded first, so that a colon or an umlaut in them survives. */
const basic = (id: string, secret: string): string => Buffer.from(`${formEncoded(id)}:${formEncoded(secret)}`).toString('base64');

const formEncoded = (text: string): string => new URLSearchParams({ x: text }).toString().slice('x='.length);
