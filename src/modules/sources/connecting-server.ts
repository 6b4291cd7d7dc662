// A source as clients name it in their configuration: where it is, and where its caller's credential goes. Pure.
import type { ExportedServer } from '#modules/servers';
import { DEFAULT_ENVIRONMENT } from './source.ts';
import type { SourceRecord } from './source.ts';

type Published = Pick<SourceRecord, 'slug' | 'mode' | 'connection'> & { readonly url: string };
type Credential = Pick<ExportedServer, 'headers' | 'parameter'>;

/** The default environment needs no mention. */
export function connectingServer(source: Published, environment: string): ExportedServer {
  const { slug, url } = source;
  const isDefault = environment === DEFAULT_ENVIRONMENT;
  return {
    name: isDefault ? slug : `${slug}-${environment}`,
    transport: 'streamable_http',
    url: isDefault ? url : `${url}?environment=${environment}`,
    ...credentialOf(source),
  };
}

/** Mode code takes an API key of ours; mode tools what the connection says, and until there is one what most products take. */
function credentialOf({ slug, mode, connection }: Published): Credential {
  if (mode === 'code') return bearer('ARMATURE_API_KEY');
  const variable = variableOf(slug);
  if (connection === null) return bearer(variable);
  const credential = { name: connection.credentialName, prefix: connection.credentialPrefix, variable };
  return connection.credentialLocation === 'header' ? { headers: [credential] } : { headers: [], parameter: credential };
}

const bearer = (variable: string): Credential => ({ headers: [{ name: 'Authorization', prefix: 'Bearer ', variable }] });

const MAX_NAME = 48;

/** `pet-store` → `PET_STORE_TOKEN`; the name of a variable must not begin with a digit. */
function variableOf(slug: string): string {
  const words = slug
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '')
    .slice(0, MAX_NAME);
  return `${/^[A-Z]/.test(words) ? '' : 'API_'}${words === '' ? '' : `${words}_`}TOKEN`;
}
