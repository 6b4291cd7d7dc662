// Rows of any number, read page by page with a cursor: one page is in memory at a time.

/** `page` answers what comes after the given row (undefined: from the beginning); an empty page ends it. */
export async function* inPages<T>(page: (after: T | undefined) => Promise<readonly T[]>): AsyncGenerator<T, void, undefined> {
  let last: T | undefined;
  // Bounded by the data: every page moves the cursor forward.
  for (;;) {
    const rows = await page(last);
    yield* rows;
    const next = rows.at(-1);
    if (next === undefined) return;
    last = next;
  }
}
