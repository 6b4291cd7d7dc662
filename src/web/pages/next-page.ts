// The page that was asked for before sign-in, kept in this tab until the sign-in link has been opened.
const KEY = 'armature.next';

/** Only an address of this site is kept. */
export function keepNext(address: string | undefined): void {
  if (address === undefined || !/^\/(?![/\\])/.test(address)) return;
  try {
    sessionStorage.setItem(KEY, address);
  } catch {
    // Without storage sign-in ends on the overview.
  }
}

export function takeNext(): string | undefined {
  try {
    const address = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return address ?? undefined;
  } catch {
    return undefined;
  }
}
