// Takes pieces out of a text by writing spaces over them, so that every line and column of the rest stays what it was.

/** Half-open, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function blank(text: string, spans: readonly Span[]): string {
  let blanked = text;
  for (const { start, end } of spans) {
    blanked = blanked.slice(0, start) + blanked.slice(start, end).replaceAll(/[^\r\n\u2028\u2029]/g, ' ') + blanked.slice(end);
  }
  return blanked;
}
