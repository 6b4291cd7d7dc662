// What a changed catalog calls otherwise now: tools, and arguments of tools, where old and new name can be told for certain. Pure.
import type { CatalogDiff } from '#modules/servers';
import type { Catalog } from '#platform/mcp/mcp';
import { isRecord } from '../tester/block-text.ts';

export interface ArgumentChange {
  readonly removed: readonly string[];
  readonly newlyRequired: readonly string[];
  /** Exactly one went, and exactly one of its type came. */
  readonly renamed: { readonly from: string; readonly to: string } | undefined;
}

/** By old name. The comparison of the catalogs found one tool of the same shape under another name. */
export function renamedTools({ added }: CatalogDiff): Map<string, string> {
  return new Map(
    added.flatMap(({ kind, name, hint }) => {
      const from = kind === 'tool' && hint?.startsWith(RENAMED_FROM) === true ? hint.slice(RENAMED_FROM.length) : undefined;
      return from === undefined ? [] : [[from, name] as const];
    }),
  );
}

const RENAMED_FROM = 'looks renamed from ';

/** Of one tool that both catalogs list; undefined when one of them does not. */
export function changedArguments(tool: string, before: Catalog, after: Catalog): ArgumentChange | undefined {
  const [old, now] = [before, after].map(({ tools }) => tools.find(({ name }) => name === tool)?.inputSchema);
  if (!isRecord(old) || !isRecord(now)) return undefined;
  const [was, is] = [propertiesOf(old), propertiesOf(now)];
  const removed = [...was.keys()].filter((name) => !is.has(name));
  const added = [...is.keys()].filter((name) => !was.has(name));
  const required = requiredOf(old);
  const newlyRequired = [...requiredOf(now)].filter((name) => !required.has(name));
  const [from, second] = removed;
  const alike = from === undefined || second !== undefined ? [] : added.filter((name) => typeOf(is.get(name)) === typeOf(was.get(from)));
  const [to, other] = alike;
  const renamed = from !== undefined && to !== undefined && other === undefined ? { from, to } : undefined;
  return { removed, newlyRequired: newlyRequired.filter((name) => name !== renamed?.to), renamed };
}

const propertiesOf = ({ properties }: Readonly<Record<string, unknown>>): Map<string, unknown> =>
  new Map(isRecord(properties) ? Object.entries(properties) : []);

const requiredOf = ({ required }: Readonly<Record<string, unknown>>): Set<string> =>
  new Set(Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []);

const typeOf = (schema: unknown): string => (isRecord(schema) ? JSON.stringify(schema['type'] ?? null) : '');
