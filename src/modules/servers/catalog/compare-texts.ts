// Tells what changed beside the deciding keywords. Text steers agents, so people should read it.
import type { CatalogChange } from '../server.ts';
import { byText, sameJson } from './canonical.ts';
import type { JsonObject } from './canonical.ts';

export interface TextComparison {
  readonly before: JsonObject;
  readonly after: JsonObject;
  /** Put before each path, such as `annotations.`. */
  readonly prefix: string;
  /** Fields told elsewhere. */
  readonly except: ReadonlySet<string>;
}

/** One informational change per differing field, by name. */
export function compareTexts({ before, after, prefix, except }: TextComparison): CatalogChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !except.has(name)).toSorted(byText);
  return names
    .map((name) => ({ name, was: own(before, name), is: own(after, name) }))
    .filter(({ was, is }) => !sameJson(was, is))
    .map(({ name, was, is }) => ({
      path: `${prefix}${name}`,
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { after: is }),
      class: 'informational',
      ...(name === 'title' || name === 'description' ? { review: true } : {}),
    }));
}

const own = (object: JsonObject, name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined);
