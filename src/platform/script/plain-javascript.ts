// One of our own files as JavaScript, and the files beside it that it imports: for processes that should not have to take the types off.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { transformed } from './transformer.ts';

const BESIDE = /\bfrom\s*["'](\.[^"']*)["']/g;

/** By the address under which each is imported. Libraries are left to whoever runs it. Throws for what cannot be read. */
export function plainJavaScript(entry: string): Record<string, string> {
  const found: Record<string, string> = {};
  const waiting = [pathToFileURL(entry).href];
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (found[url] !== undefined) continue;
    const source = withoutTypes(url);
    found[url] = source;
    for (const [, path = ''] of source.matchAll(BESIDE)) waiting.push(new URL(path, url).href);
  }
  return found;
}

function withoutTypes(url: string): string {
  const { code, errors } = transformed(url, readFileSync(new URL(url), 'utf8'), {
    target: 'esnext',
    typescript: { onlyRemoveTypeImports: true },
  });
  const [error] = errors;
  if (error) throw new Error(`${url}: ${error.message}`);
  return code;
}
