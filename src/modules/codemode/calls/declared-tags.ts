// The tags that a bundle's manifest declares, of one call: the only argument values that telemetry may hold (spec 07 §5). Pure.
import type { Manifest } from '#modules/sources';
import type { Tag } from '../executions/execution.ts';
import { cutText } from '../executions/cut-text.ts';

const MAX_VALUE_BYTES = 200;
/** Of one execution: a loop over thousands of things is no tag each. */
const MAX_TAGS = 50;

/** Those with a fixed value, which every execution has. */
export const fixedTags = (declared: Manifest['analyticsTags']): Tag[] =>
  declared.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value: cutText(value, MAX_VALUE_BYTES) }]));

/** `tags` and what this call adds to them, each pair once. Only texts, numbers and truth values are tags. */
export function withTagsOf(
  tags: readonly Tag[],
  call: { readonly operationId: string; readonly args: Readonly<Record<string, unknown>> },
  declared: Manifest['analyticsTags'],
): readonly Tag[] {
  const found = declared.flatMap(({ name, param }) => {
    const value = param === undefined ? undefined : valueOf(param, call);
    return value === undefined ? [] : [{ name, value }];
  });
  const fresh = found.filter((tag) => !tags.some(({ name, value }) => name === tag.name && value === tag.value));
  return fresh.length === 0 ? tags : [...tags, ...fresh].slice(0, MAX_TAGS);
}

function valueOf(param: string, { operationId, args }: { readonly operationId: string; readonly args: Readonly<Record<string, unknown>> }) {
  // An operation id may hold dots itself, an argument does not.
  const prefix = `${operationId}.`;
  const argument = param.startsWith(prefix) ? param.slice(prefix.length) : undefined;
  const value = argument !== undefined && Object.hasOwn(args, argument) ? args[argument] : undefined;
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain ? cutText(String(value), MAX_VALUE_BYTES) : undefined;
}
