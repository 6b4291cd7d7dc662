// What can be read of an OpenAPI document without understanding it: enough to fill a form in advance. The server reads it properly.
import { isJsonObject } from './json-text.ts';

export interface DocumentFacts {
  readonly title: string | undefined;
  /** An absolute address; one with variables or a path alone is no help. */
  readonly serverUrl: string | undefined;
}

const HEAD_CHARS = 20_000;
const MAX_JSON_CHARS = 8 * 1024 * 1024;

export function documentFacts(text: string): DocumentFacts {
  const { title, url } = text.trimStart().startsWith('{') ? ofJson(text) : ofYaml(text.slice(0, HEAD_CHARS));
  return { title: title?.trim().slice(0, 80) || undefined, serverUrl: isAddress(url) ? url : undefined };
}

interface Found {
  readonly title?: string | undefined;
  readonly url?: string | undefined;
}

function ofJson(text: string): Found {
  if (text.length > MAX_JSON_CHARS) return {};
  try {
    const json: unknown = JSON.parse(text);
    if (!isJsonObject(json)) return {};
    const [server]: readonly unknown[] = Array.isArray(json['servers']) ? json['servers'] : [];
    return {
      title: textOf(isJsonObject(json['info']) ? json['info']['title'] : undefined),
      url: textOf(isJsonObject(server) ? server['url'] : undefined),
    };
  } catch {
    // It is said at the field once it is uploaded, with the place.
    return {};
  }
}

const ofYaml = (head: string): Found => ({ title: plainScalar(firstOf(TITLES, head)), url: plainScalar(firstOf(URLS, head)) });

/** In lines of their own, or in one line as JSON. */
const TITLES = [/^info:[^\n]*\n(?:[ \t]+[^\n]*\n)*?[ \t]+title:[ \t]*([^\n]+)/m, /^info:[ \t]*\{[^\n]*?\btitle:[ \t]*([^,}\n]+)/m];
const URLS = [/^servers:[^\n]*\n[ \t]*-[ \t]*\{?[ \t]*url:[ \t]*([^,}\n]+)/m, /^servers:[ \t]*\[[ \t]*\{[^\n]*?\burl:[ \t]*([^,}\n]+)/m];

const firstOf = (patterns: readonly RegExp[], text: string): string | undefined =>
  patterns.map((pattern) => pattern.exec(text)?.[1]).find((found) => found !== undefined);

const plainScalar = (text: string | undefined): string | undefined => text?.trim().replace(/^(['"])(.*)\1$/, '$2');
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const isAddress = (url: string | undefined): url is string => url !== undefined && /^https?:\/\/[^\s{}?#]+$/.test(url);
