// Completes a checked manifest with what the document and the source's slug say.
import type { AddressPolicy } from '#platform/http/address-guard';
import { judgeBaseUrl } from './base-url.ts';
import type { ApiInfo, Manifest } from './compiled.ts';
import type { DiagnosticList } from './diagnostic-list.ts';
import { entriesIn, listIn, memberOf, textIn } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { isReservedVariable } from './language-names.ts';
import { capitalized } from './operation-names.ts';
import type { PartialManifest } from './parse-manifest.ts';

const MAX_VENDOR = 60;
const MAX_CLIENT = 31;
const BASE_URLS = '/manifest/baseUrls';

export interface ManifestSources {
  readonly document: JsonObject;
  readonly info: ApiInfo;
  readonly slug: string;
  readonly environment: string;
  /** In mode tools the source has a base URL of its own. */
  readonly mode: 'tools' | 'code';
  readonly settings: AddressPolicy;
  readonly diagnostics: DiagnosticList;
}

export function finishManifest(partial: PartialManifest, sources: ManifestSources): Manifest {
  const { vendorName, clientName, baseUrls, ...rest } = partial;
  const title = sources.info.title.trim();
  return {
    vendorName: vendorName ?? ([...title].slice(0, MAX_VENDOR).join('').trim() || sources.slug),
    clientName: clientName ?? clientNameOf(sources.slug),
    baseUrls: baseUrls ?? firstServer(sources),
    ...rest,
  };
}

/** `pet-store` → `petStore`. */
function clientNameOf(slug: string): string {
  const words = slug.split(/[^a-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word, index) => (index === 0 ? word : capitalized(word))).join('');
  const name = (/^[a-z]/.test(joined) ? joined : `api${capitalized(joined)}`).slice(0, MAX_CLIENT);
  return isReservedVariable(name) ? `${name}Api` : name;
}

/** `servers[0]` with the defaults of its variables, for the environment being compiled. */
function firstServer({ document, environment, mode, settings, diagnostics }: ManifestSources): Readonly<Record<string, string>> {
  if (mode === 'tools') return {};
  const [server] = listIn(document, 'servers');
  const template = textIn(server, 'url');
  const variables = new Map(entriesIn(server, 'variables').map(([name, value]) => [name, memberOf(value, 'default')]));
  const url = template.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const value = variables.get(name);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : whole;
  });
  const judged = judgeBaseUrl(url, settings);
  if (judged.ok) return { [environment]: judged.value };
  const reason = template === '' ? 'The document names no server' : `The document's first server ${judged.error}`;
  diagnostics.fail(BASE_URLS, `${reason}. Give the environment ${environment} a base URL here.`);
  return {};
}
