// Queries that name an operation or a path instead of describing it. Pure.

export interface NamedDocument {
  /** Names in the form of `nameKey`. */
  readonly names: readonly string[];
  /** As `pathSegments` makes them. */
  readonly segments: readonly string[];
  readonly method: string;
}

const PATH_QUERY = /^(?:(get|head|options|post|put|patch|delete|trace|query)\s+)?(\S*\/\S*)$/i;
const MAX_SEGMENTS = 40;
/** No named document scores less. */
export const MIN_NAMED = 0.5;
const FILLED_IN = 0.98;

/** `issues/list-for-repo`, `issuesListForRepo` and `issues_list_for_repo` are one name. */
export const nameKey = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/**
 * How exactly `query` names each document: 1 its name or its whole path, less for a piece of a path, 0 for neither.
 * A placeholder, `:name` or a number in the query stands for any placeholder of the path, and so does anything in a whole path.
 */
export function createNameMatcher(query: string): (document: NamedDocument) => number {
  const text = query.trim();
  const key = nameKey(text.replace(/\(.*\)$/s, ''));
  const [, method, address = ''] = PATH_QUERY.exec(text) ?? [];
  const path = address.replace(/^https?:\/\/[^/]+/i, '').replace(/[?#].*$/s, '');
  const wanted = pathSegments(path);
  const isWhole = path.startsWith('/');
  return (document) => {
    if (key !== '' && document.names.includes(key)) return 1;
    if (wanted.length === 0 || (method !== undefined && method.toUpperCase() !== document.method)) return 0;
    return pathShare(wanted, document.segments, isWhole);
  };
}

function pathShare(wanted: readonly string[], path: readonly string[], isWhole: boolean): number {
  if (isWhole && wanted.length === path.length) {
    if (wanted.every((segment, i) => isSame(segment, path[i] ?? ''))) return 1;
    if (isFilledIn(wanted, path)) return FILLED_IN;
  }
  for (let from = 0; from + wanted.length <= path.length; from += 1) {
    if (!wanted.every((segment, i) => isSame(segment, path[from + i] ?? ''))) continue;
    // The less is left over, the better: the end of a path says more than its middle.
    const isEnd = from + wanted.length === path.length;
    return MIN_NAMED + 0.4 * (wanted.length / path.length) + (isEnd ? 0.05 : 0);
  }
  return 0;
}

/** `/repos/octocat/hello` for `/repos/{owner}/{repo}`: some word of the path must be there. */
const isFilledIn = (wanted: readonly string[], path: readonly string[]): boolean =>
  path.every((segment, i) => segment === wanted[i] || isPlaceholder(segment)) && path.some((segment, i) => segment === wanted[i]);

const isSame = (wanted: string, segment: string): boolean =>
  wanted === segment || (isPlaceholder(segment) && (isPlaceholder(wanted) || /^(?::.+|\d+|\*)$/.test(wanted)));

const isPlaceholder = (segment: string): boolean => segment.startsWith('{');

export const pathSegments = (path: string): string[] =>
  path
    .toLowerCase()
    .split('/')
    .filter((segment) => segment !== '')
    .slice(0, MAX_SEGMENTS);
