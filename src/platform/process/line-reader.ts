// Cuts a stream of bytes into lines. A line longer than the limit is never gathered.

const NEWLINE = 10;

/** `onTooLong` is called once, with the line that broke the limit; nothing is read after it. */
export function createLineReader(
  maxBytes: number,
  { onLine, onTooLong }: { readonly onLine: (line: string) => void; readonly onTooLong: () => void },
): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let bytes = 0;
  let isOver = false;
  const gather = (part: Buffer): void => {
    bytes += part.length;
    if (bytes > maxBytes) {
      isOver = true;
      parts = [];
      onTooLong();
    } else parts.push(part);
  };
  return (chunk) => {
    let from = 0;
    for (;;) {
      if (isOver) return;
      const end = chunk.indexOf(NEWLINE, from);
      gather(chunk.subarray(from, end === -1 ? undefined : end));
      if (isOver || end === -1) return;
      const line = Buffer.concat(parts).toString('utf8');
      parts = [];
      bytes = 0;
      from = end + 1;
      onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
  };
}
