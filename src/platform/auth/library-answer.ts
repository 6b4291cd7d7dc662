// The library's refusals and cookies, read in one place.

/** The code of a refusal, such as `INVALID_PASSWORD`. What is no refusal is thrown on. */
export function refusalCode(error: unknown): string {
  if (!isRefusal(error)) throw error;
  const code = error.body?.code;
  if (typeof code !== 'string' || error.statusCode >= 500) throw error;
  return code;
}

/** By its name, as the library itself tells them: so this file does not load it. */
const isRefusal = (error: unknown): error is Error & { body?: { code?: unknown } | undefined; statusCode: number } =>
  error instanceof Error && error.name === 'APIError' && 'statusCode' in error && typeof error.statusCode === 'number';

/** The value of a cookie the library sets, as it stands there: safe in a cookie, and opaque to us. */
export function cookieIn(headers: Headers, name: string): string | undefined {
  const line = headers.getSetCookie().find((one) => one.startsWith(`${name}=`));
  const value = line?.slice(name.length + 1).split(';')[0];
  return value === '' ? undefined : value;
}

/** A browser's header with this one cookie. A value the library cannot have made is left out: it could not stand in a header. */
export const cookieHeader = (name: string, value: string | undefined): Headers =>
  value !== undefined && /^[\w.%~!*'()-]+$/.test(value) ? new Headers({ cookie: `${name}=${value}` }) : new Headers();
