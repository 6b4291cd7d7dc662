// What a model reads of a published API before it has done anything: the instructions and two tools, beside one tool per operation.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ask, message, modern } from './mcp-message.ts';
import type { Endpoint } from './mcp-message.ts';
import type { PublishedGitHub } from './published-github.ts';
import type { Row } from './row.ts';

const MAX_TOKENS = 3_000;
const MAX_PAGES = 64;

const peer = createRequire(join(import.meta.dirname, '../test/peers/bench/tokenizer/package.json'));

interface Tokenizer {
  countTokens(text: string): number;
}

interface Tool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: object;
}

export async function measureTokens({ code, tools }: PublishedGitHub): Promise<Row[]> {
  const { countTokens } = peer('gpt-tokenizer/encoding/o200k_base') as Tokenizer;
  const instructions = await instructionsOf(code);
  const [two, each] = [await toolsOf(code), await toolsOf(tools)];
  const offered = (list: readonly Tool[]): number => countTokens(JSON.stringify(list.map(forModel)));
  return [
    {
      what: "GitHub in mode code: tokens of the instructions and both tools' inputs",
      value: countTokens(instructions) + offered(two),
      unit: '',
      atMost: MAX_TOKENS,
      note: `o200k; instructions ${countTokens(instructions)}, tools ${offered(two)}`,
    },
    {
      what: 'GitHub in mode code: tokens of the instructions and the whole tools/list',
      value: countTokens(instructions) + countTokens(JSON.stringify(two)),
      unit: '',
      note: 'with output schemas, annotations and titles, which clients keep to themselves',
    },
    { what: `GitHub as one tool for each of ${each.length} operations: tokens of the tools' inputs`, value: offered(each), unit: '' },
  ];
}

/** What clients hand on to a model. */
const forModel = ({ name, description, inputSchema }: Tool): Tool => ({ name, description, inputSchema });

async function instructionsOf(endpoint: Endpoint): Promise<string> {
  const asked = message(endpoint, 'initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  });
  const { result } = JSON.parse(await ask(asked)) as { result: { instructions: string } };
  return result.instructions;
}

async function toolsOf(endpoint: Endpoint): Promise<Tool[]> {
  const all: Tool[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const text = await ask(modern(message(endpoint, 'tools/list', cursor === undefined ? {} : { cursor })));
    const { result } = JSON.parse(text) as { result: { tools: Tool[]; nextCursor?: string } };
    all.push(...result.tools);
    cursor = result.nextCursor;
    if (cursor === undefined) return all;
  }
  throw new Error('the list of tools has no end');
}
