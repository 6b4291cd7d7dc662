// Coverage over HTTP (spec 01 §7).
import { z } from 'zod';
import { time } from './page.ts';

const named = z.strictObject({ id: z.string(), name: z.string() });
const scalar = z.union([z.string(), z.number(), z.boolean()]).nullable();

const depth = z
  .strictObject({
    optionalArguments: z.strictObject({ seen: z.int(), total: z.int(), missing: z.array(z.string()) }),
    enumValues: z.array(z.strictObject({ argument: z.string(), seen: z.array(scalar), missing: z.array(scalar) })),
    errorPaths: z.strictObject({ exercised: z.boolean(), last: time.nullable() }),
  })
  .meta({
    id: 'CoverageDepth',
    description: 'What of a covered tool was exercised. Arguments are paths: region, filter.status, items[].note',
  });

const touched = { tool: z.string(), workflows: z.array(named), monitors: z.array(named) };

const coveredTool = z
  .strictObject({
    ...touched,
    by: z.array(z.enum(['run', 'policy'])),
    callCount: z.int(),
    errorCount: z.int(),
    lastCalledAt: time.nullable(),
    depth,
  })
  .meta({ id: 'CoveredTool' });

const uncoveredTool = z
  .strictObject({
    ...touched,
    description: z.string().nullable(),
    readOnly: z.boolean(),
    destructive: z.boolean(),
    lastFailedCallAt: time.nullable(),
  })
  .meta({ id: 'UncoveredTool' });

const percent = z.int().nullable().meta({ description: '0–100; null without active tools' });

export const coverage = z
  .strictObject({
    mcpServerId: z.string(),
    generatedAt: time,
    runsConsidered: z.int(),
    toolsConsidered: z.int(),
    truncated: z.boolean(),
    coveragePercent: percent,
    covered: z.array(coveredTool),
    uncovered: z.array(uncoveredTool),
  })
  .meta({ id: 'Coverage' });

export const coverageRow = z.strictObject({ mcpServerId: z.string(), coveragePercent: percent }).meta({ id: 'CoverageRow' });
