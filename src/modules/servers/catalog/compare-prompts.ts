// Compares the arguments of two versions of a prompt: to its callers they are an input.
import type { CatalogChange } from '../server.ts';
import { byText, isObject } from './canonical.ts';
import type { JsonObject } from './canonical.ts';
import { compareTexts } from './compare-texts.ts';

export function comparePromptArguments(before: unknown, after: unknown): CatalogChange[] {
  const [was, is] = [argumentsIn(before), argumentsIn(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])].toSorted(byText);
  return names.flatMap((name): CatalogChange[] => {
    const path = `arguments.${name}`;
    const [old, now] = [was.get(name), is.get(name)];
    if (!old) return [{ path, after: now, class: now?.['required'] === true ? 'breaking' : 'non_breaking' }];
    if (!now) return [{ path, before: old, class: 'breaking' }];
    return [...requiredChange(path, old, now), ...compareTexts({ before: old, after: now, prefix: `${path}.`, except: ELSEWHERE })];
  });
}

function requiredChange(path: string, old: JsonObject, now: JsonObject): CatalogChange[] {
  const [was, is] = [old['required'] === true, now['required'] === true];
  return was === is ? [] : [{ path: `${path}.required`, before: was, after: is, class: is ? 'breaking' : 'non_breaking' }];
}

const ELSEWHERE = new Set(['name', 'required']);

function argumentsIn(value: unknown): Map<string, JsonObject> {
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  return new Map(list.flatMap((item) => (isObject(item) && typeof item['name'] === 'string' ? [[item['name'], item] as const] : [])));
}
