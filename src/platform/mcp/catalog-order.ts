// Whether a server lists the same tools in another order each time: that costs its callers their prompt caches. Pure.
import type { CatalogTool, Finding } from './mcp.ts';

/** Two listings with the same tools in them. Nothing where a tool came or went. */
export function orderFindings(before: readonly Pick<CatalogTool, 'name'>[], after: readonly Pick<CatalogTool, 'name'>[]): Finding[] {
  const [was, is] = [namesOf(before), namesOf(after)];
  const isSame = was.length === is.length && was.toSorted().join('\0') === is.toSorted().join('\0');
  const at = is.findIndex((name, index) => was[index] !== name);
  if (!isSame || at === -1) return [];
  return [
    {
      rule: 'unstable_order',
      severity: 'info',
      message: 'The server lists the same tools in another order each time; a stable order lets clients reuse what they have cached.',
      evidence: `Place ${at + 1}: first ${was[at]}, then ${is[at]}.`.slice(0, 500),
    },
  ];
}

const namesOf = (tools: readonly Pick<CatalogTool, 'name'>[]): string[] => tools.map(({ name }) => name);
