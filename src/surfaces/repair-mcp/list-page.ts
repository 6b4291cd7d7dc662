// Cursors of lists: which page comes next, as text that callers hand back as they got it.
import { validationFailed } from '#kernel/errors';
import { MAX_PAGE } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';

const DEFAULT_LIMIT = 50;
const SHAPE = /^(\d{1,5})\.(\d{1,3})$/;

interface ListArguments {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** A cursor keeps the length of its list: another `limit` beside it would leave rows out. Throws `validation_failed`. */
export function listPage({ limit, cursor }: ListArguments): PageRequest {
  if (cursor === undefined) return { page: 1, pageSize: limit ?? DEFAULT_LIMIT };
  const [, page, pageSize] = SHAPE.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  const asked = { page: Number(page), pageSize: Number(pageSize) };
  const isOurs = asked.page >= 2 && asked.page <= MAX_PAGE && asked.pageSize >= 1 && asked.pageSize <= 100;
  if (!isOurs || cursorOf(asked) !== cursor) throw validationFailed([{ field: 'cursor', message: 'is not a cursor of this list' }]);
  if (limit !== undefined && limit !== asked.pageSize) {
    throw validationFailed([{ field: 'limit', message: `must stay ${asked.pageSize} while a cursor is used` }]);
  }
  return asked;
}

/** Null at the end. */
export function cursorAfter({ page, pageSize, total }: Page<unknown>): string | null {
  const isLast = page * pageSize >= total || page >= MAX_PAGE;
  return isLast ? null : cursorOf({ page: page + 1, pageSize });
}

const cursorOf = ({ page, pageSize }: PageRequest): string => Buffer.from(`${page}.${pageSize}`, 'latin1').toString('base64url');
