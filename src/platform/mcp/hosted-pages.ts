// Lists in pages: as many tools as a client reads at once, and a cursor that names the last of them. Pure.
import type { HostedTool } from './define-tool.ts';
import { refusedFields } from './hosted-errors.ts';

export type ListedTool = Omit<HostedTool, 'call'>;

interface Page {
  readonly tools: readonly ListedTool[];
  readonly nextCursor?: string | undefined;
}

const MIN_TOOLS = 200;
/** Clients give up after 64 pages. */
const MAX_PAGES = 60;
const MAX_PAGE_CHARS = 1024 * 1024;
const MAX_CURSOR_CHARS = 400;

/** Throws RpcError for a cursor that leads nowhere. The page after a cursor is the same in every process. */
export function pageOf(tools: readonly HostedTool[], cursor: string | undefined): Page {
  const rest = cursor === undefined ? tools : tools.slice(positionAfter(tools, cursor));
  const most = Math.max(MIN_TOOLS, Math.ceil(tools.length / MAX_PAGES));
  const page = fitting(rest.slice(0, most));
  const last = page.at(-1);
  return page.length === rest.length || last === undefined ? { tools: page } : { tools: page, nextCursor: cursorOf(last.name) };
}

/** As many as fit, and one at least. */
function fitting(tools: readonly HostedTool[]): ListedTool[] {
  const page: ListedTool[] = [];
  let chars = 0;
  for (const tool of tools) {
    const one = listed(tool);
    chars += JSON.stringify(one).length;
    if (page.length > 0 && chars > MAX_PAGE_CHARS) break;
    page.push(one);
  }
  return page;
}

/** Looks at each field once: a schema may be made only when it is looked at. */
function listed({ name, title, description, inputSchema, outputSchema, annotations }: HostedTool): ListedTool {
  return { name, title, description, inputSchema, ...(outputSchema === undefined ? {} : { outputSchema }), annotations };
}

const cursorOf = (name: string): string => Buffer.from(name).toString('base64url');

function positionAfter(tools: readonly HostedTool[], cursor: string): number {
  const name = cursor.length > MAX_CURSOR_CHARS ? undefined : Buffer.from(cursor, 'base64url').toString();
  const position = tools.findIndex((tool) => tool.name === name);
  if (position === -1)
    throw refusedFields([{ field: 'cursor', message: 'leads nowhere; the tools may have changed: list them from the beginning' }]);
  return position + 1;
}
