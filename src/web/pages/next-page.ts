// The page that was asked for before sign-in, kept in this tab; and, while a mail is on its way, in this browser.
const KEY = 'armature.next';
const MAIL_LIVES_MS = 24 * 60 * 60_000;

/** Only an address of this site is kept. */
const isOurs = (address: string): boolean => /^\/(?![/\\])/.test(address);

export function keepNext(address: string | undefined): void {
  if (address === undefined || !isOurs(address)) return;
  quietly(() => sessionStorage.setItem(KEY, address));
}

/** The link in a mail opens a tab of its own: for as long as such a link lives, any tab of this browser leads on to `address`. */
export function keepNextUntilMailed(address: string): void {
  if (isOurs(address)) quietly(() => localStorage.setItem(KEY, `${Date.now() + MAIL_LIVES_MS} ${address}`));
}

export function takeNext(): string | undefined {
  return quietly(() => {
    const [until = '', mailed = ''] = localStorage.getItem(KEY)?.split(' ', 2) ?? [];
    const address = sessionStorage.getItem(KEY) ?? (Number(until) > Date.now() ? mailed : '');
    sessionStorage.removeItem(KEY);
    localStorage.removeItem(KEY);
    return isOurs(address) ? address : undefined;
  });
}

/** Without storage sign-in ends on the overview. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
