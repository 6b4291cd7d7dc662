// Where a server is, for what may be sent there: a credential is of one origin. Pure.

/** Empty where there is no URL. */
export const originOf = (url: string | null): string => (url === null ? '' : (URL.parse(url)?.origin ?? ''));

export const isSameOrigin = (a: string | null, b: string | null): boolean => originOf(a) === originOf(b);
