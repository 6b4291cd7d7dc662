// What the fields about a person and an organization must be, said while they are typed; the server decides again.
const PASSWORD_CHARS = { min: 12, max: 256 };
const NAME_CHARS = 80;
const SLUG_CHARS = { min: 2, max: 39 };

export const PASSWORD_HINT = `At least ${PASSWORD_CHARS.min} characters. A few unrelated words are easy to keep in mind.`;

export function newPasswordProblem(password: string): string | undefined {
  if (password === '') return 'Choose a password.';
  const { length } = [...password];
  if (length < PASSWORD_CHARS.min) return `Too short: at least ${PASSWORD_CHARS.min} characters, so far ${length}.`;
  return length > PASSWORD_CHARS.max ? `Too long: at most ${PASSWORD_CHARS.max} characters.` : undefined;
}

export const WRONG_PASSWORD = 'Wrong password.';

export const knownPasswordProblem = (password: string): string | undefined => (password === '' ? 'Type your password.' : undefined);

export function emailProblem(email: string): string | undefined {
  if (email.trim() === '') return 'Type your e-mail address.';
  return /^[^\s@]+@[^\s@]+$/.test(email.trim()) ? undefined : 'This is no e-mail address: it looks like name@example.com.';
}

export function nameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'Type a name.';
  return [...name.trim()].length > NAME_CHARS ? `At most ${NAME_CHARS} characters.` : undefined;
}

/** The address that a name suggests: lower case, everything else becomes `-`. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG_CHARS.max)
    .replaceAll(/^-+|-+$/g, '');
}

export function slugProblem(slug: string): string | undefined {
  if (slug === '') return 'Choose an address.';
  if (!/^[a-z0-9-]*$/.test(slug)) return 'Only lower-case letters, digits and hyphens.';
  if (slug.startsWith('-')) return 'Begin with a letter or a digit.';
  if (slug.length < SLUG_CHARS.min) return `At least ${SLUG_CHARS.min} characters.`;
  return slug.length > SLUG_CHARS.max ? `At most ${SLUG_CHARS.max} characters.` : undefined;
}
