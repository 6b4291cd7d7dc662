// The beginning of a text that fits into a number of bytes, whole characters only. Pure.

export function cutText(text: string, maxBytes: number): string {
  // No character has less than a byte, so what lies beyond is never looked at.
  const bytes = Buffer.from(text.slice(0, maxBytes), 'utf8');
  if (bytes.length <= maxBytes && text.length <= maxBytes) return text;
  let end = Math.min(maxBytes, bytes.length);
  // Continuation bytes begin with the bits 10: not into the middle of a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString('utf8').toWellFormed();
}
