// Where an application is answered. The server judged it; a page that leaves for an address it was given looks once more.
const NEVER: ReadonlySet<string> = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'blob:',
  'file:',
  'about:',
  'filesystem:',
  'view-source:',
]);

/** Undefined for what a browser would run or show as its own. */
export function safeReturn(address: string): string | undefined {
  const url = URL.parse(address);
  return url === null || NEVER.has(url.protocol) ? undefined : url.href;
}
