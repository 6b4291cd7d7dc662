// The slug that a name suggests, as the server would make it.
const MAX_CHARS = 80;
const SLUG = /^[a-z0-9_-]{2,80}$/;

/** Empty where too little of the name is left. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, MAX_CHARS)
    .replace(/-+$/, '');
  return isSlug(slug) ? slug : '';
}

export const isSlug = (text: string): boolean => SLUG.test(text);
