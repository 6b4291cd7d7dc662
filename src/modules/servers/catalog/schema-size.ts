// How much there is to go through in one node of a schema: what a visit to it costs. Pure.
import { isObject } from './canonical.ts';
import type { JsonObject } from './canonical.ts';

/** So many keywords and names in a node cost as much as another visit. */
export const NAMES_PER_VISIT = 32;

export function sizeOf(schema: JsonObject): number {
  const lists = ['required', 'enum', 'prefixItems', 'allOf'].map((keyword) => schema[keyword]);
  const maps = [schema, schema['properties'], schema['patternProperties'], schema['dependentSchemas']];
  return [
    ...lists.map((list) => (Array.isArray(list) ? list.length : 0)),
    ...maps.map((map) => (isObject(map) ? Object.keys(map).length : 0)),
  ].reduce((sum, count) => sum + count, 0);
}
