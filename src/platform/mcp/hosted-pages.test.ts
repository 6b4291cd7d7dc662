// Pages of a long list: complete, bounded, and the same in every process.
import { describe, expect, test } from 'vitest';
import type { HostedTool } from './define-tool.ts';
import { pageOf } from './hosted-pages.ts';

const tool = (name: string, description = ''): HostedTool => ({
  name,
  title: name,
  description,
  inputSchema: { type: 'object' },
  annotations: {},
  call: async () => ({ content: [] }),
});

const toolsOf = (count: number, description?: string): HostedTool[] =>
  Array.from({ length: count }, (_, i) => tool(`tool_${i}`, description));

function pagesOf(tools: readonly HostedTool[]): string[][] {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = pageOf(tools, cursor);
    pages.push(page.tools.map(({ name }) => name));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

test.each([0, 1, 200])('%i tools are one page', (count) => expect(pagesOf(toolsOf(count)).map(({ length }) => length)).toEqual([count]));

test.each([
  [201, [200, 1]],
  [400, [200, 200]],
  [1223, [200, 200, 200, 200, 200, 200, 23]],
])('%i tools are pages of 200', (count, sizes) => {
  const tools = toolsOf(count);
  const pages = pagesOf(tools);
  expect(pages.map(({ length }) => length)).toEqual(sizes);
  expect(pages.flat()).toEqual(tools.map(({ name }) => name));
});

test('fifty thousand are no more pages than a client reads', () => {
  const pages = pagesOf(toolsOf(50_000));
  expect(pages.length).toBeLessThanOrEqual(64);
  expect(new Set(pages.flat()).size).toBe(50_000);
});

test('long descriptions and schemas make short pages, and one that is too long alone is still listed', () => {
  expect(pagesOf(toolsOf(201, 'x'.repeat(100_000))).every(({ length }) => length <= 10)).toBe(true);
  expect(pagesOf(toolsOf(201, 'x'.repeat(3 * 1024 * 1024)))).toHaveLength(201);
});

describe('a cursor', () => {
  const tools = toolsOf(300);

  test.each(['', 'nonsense', '\0', Buffer.from('tool_999').toString('base64url'), 'x'.repeat(500)])(
    'that leads nowhere is refused: %j',
    (cursor) => {
      expect(() => pageOf(tools, cursor)).toThrow(expect.objectContaining({ code: -32602, message: expect.stringContaining('cursor: ') }));
    },
  );

  test('goes on after its tool where others came or went meanwhile', () => {
    const { nextCursor } = pageOf(tools, undefined);
    const later = tools.filter(({ name }) => name !== 'tool_3');
    expect(pageOf(later, nextCursor).tools[0]?.name).toBe('tool_200');
  });
});
