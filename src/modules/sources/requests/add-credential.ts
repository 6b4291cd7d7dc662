// Adds a credential to a request that is ready to be sent. It replaces what arguments said in its place. Pure.
import type { BuiltRequest } from './built-request.ts';
import { encodeAll } from './percent.ts';

export interface OutgoingCredential {
  readonly location: 'header' | 'query';
  readonly name: string;
  /** In clear: never log or store it. */
  readonly value: string;
}

export function addCredential(request: BuiltRequest, credential: OutgoingCredential | undefined): BuiltRequest {
  if (credential === undefined) return request;
  const { location, name, value } = credential;
  if (location === 'header') return { ...request, headers: { ...request.headers, [name.toLowerCase()]: value } };
  const [path = '', query = ''] = request.url.split(/\?(.*)/s);
  const others = query.split('&').filter((part) => part !== '' && nameOf(part) !== name);
  return { ...request, url: `${path}?${[...others, `${encodeAll(name)}=${encodeAll(value)}`].join('&')}` };
}

/** As a server reads it. */
const nameOf = (part: string): string | undefined => [...new URLSearchParams(part).keys()][0];
