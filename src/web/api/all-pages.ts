// A list that is short by its nature, whole: as many pages as it has.
const PAGE_SIZE = 100;
const MAX_PAGES = 20;

export async function allPages<Row>(
  ask: (query: { readonly page: number; readonly pageSize: number }) => Promise<{ readonly rows: readonly Row[] }>,
): Promise<{ readonly rows: readonly Row[] }> {
  const rows: Row[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = await ask({ page, pageSize: PAGE_SIZE });
    rows.push(...answer.rows);
    if (answer.rows.length < PAGE_SIZE) break;
  }
  return { rows };
}
