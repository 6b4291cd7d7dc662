// The active tools of a server as coverage looks at them. Their words and schemas are a stranger's.
import { activeToolsOf } from '#modules/servers';
import type { ActiveTool } from '#modules/servers';
import type { Db } from '#platform/db/connect';
import { MAX_TOOLS } from './coverage.ts';
import type { InputShape } from './coverage.ts';
import { inputShape } from './input-shape.ts';
import type { ConsideredTool } from './measure-coverage.ts';

const MAX_DESCRIPTION = 2_000;

/** One more than are considered, so that it shows whether there are more. */
export async function consideredTools(db: Db, orgId: string, serverId: string): Promise<ConsideredTool[]> {
  return (await activeToolsOf(db, { orgId, serverId }, MAX_TOOLS + 1)).map(toConsidered);
}

/** Of the first 100 by name: of others nothing is told. */
export async function shapesOf(db: Db, orgId: string, serverId: string): Promise<ReadonlyMap<string, InputShape>> {
  return shapesByTool(await consideredTools(db, orgId, serverId));
}

export const shapesByTool = (tools: readonly ConsideredTool[]): ReadonlyMap<string, InputShape> =>
  new Map(tools.map(({ name, shape }) => [name, shape]));

function toConsidered({ name, definition }: ActiveTool): ConsideredTool {
  const { description, annotations, inputSchema } = definition;
  return {
    name,
    description: typeof description === 'string' ? description.slice(0, MAX_DESCRIPTION).toWellFormed() : null,
    readOnly: says(annotations, 'readOnlyHint'),
    destructive: says(annotations, 'destructiveHint'),
    shape: inputShape(inputSchema),
  };
}

const says = (annotations: unknown, hint: 'readOnlyHint' | 'destructiveHint'): boolean =>
  typeof annotations === 'object' &&
  annotations !== null &&
  Object.entries(annotations).some(([name, value]) => name === hint && value === true);
