// The slug that a name suggests. Pure.
import { SLUG } from './fields.ts';

const MAX = 80;

/** Undefined where too little of the name is left. */
export function slugFrom(name: string): string | undefined {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, MAX)
    .replace(/-+$/, '');
  return SLUG.test(slug) ? slug : undefined;
}
