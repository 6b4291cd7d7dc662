// Where a sign-in may lead: a page of this dashboard and nowhere else.

/** What an application asks of a person comes in the address: its own, where to return, a state. */
const MAX_PATH = 4000;
const ORIGIN = 'http://here.invalid';

/** Undefined for what a browser could take for another site, and for the API. */
export function ownPath(text: string | undefined): string | undefined {
  if (text === undefined || text.length > MAX_PATH || !/^\/(?![/\\])[\x21-\x7e]*$/.test(text) || text.includes('\\')) return undefined;
  const url = URL.parse(text, ORIGIN);
  if (url === null || url.origin !== ORIGIN || url.pathname.startsWith('//') || /^\/(api|oauth)\//.test(url.pathname)) return undefined;
  return `${url.pathname}${url.search}${url.hash}`;
}
