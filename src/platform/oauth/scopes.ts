// Scopes as sets of tokens (RFC 6749 §3.3). Pure.

export const MAX_SCOPES = 50;
const TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/;

export const isScopeToken = (text: string): boolean => TOKEN.test(text);

/** The tokens of a space-delimited text; what is no token is left out, and so is what comes after the bound. */
export const scopesOf = (text: string | undefined | null): string[] => scopeUnion((text ?? '').split(/\s+/));

/** Each token once, in the order of first sight. */
export const scopeUnion = (...lists: readonly (readonly string[])[]): string[] =>
  [...new Set(lists.flat())].filter(isScopeToken).slice(0, MAX_SCOPES);
