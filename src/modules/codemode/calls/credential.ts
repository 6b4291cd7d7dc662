// How a source's secret goes along with a request (spec 07 §5). Pure. What it answers with is a secret.
import type { Manifest, OutgoingCredential } from '#modules/sources';

/** `secret`: of `basic` it is `user:password`. Undefined: the API wants none. */
export function credentialOf({ kind, name }: Manifest['auth'], secret: string): OutgoingCredential | undefined {
  switch (kind) {
    case 'none':
      return undefined;
    case 'bearer':
      return { location: 'header', name: 'authorization', value: `Bearer ${secret}` };
    case 'basic':
      return { location: 'header', name: 'authorization', value: `Basic ${Buffer.from(secret, 'utf8').toString('base64')}` };
    case 'api_key_header':
      return { location: 'header', name: name ?? 'x-api-key', value: secret };
    case 'api_key_query':
      return { location: 'query', name: name ?? 'api_key', value: secret };
    default: {
      const never: never = kind;
      return never;
    }
  }
}
