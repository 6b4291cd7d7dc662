// The configuration of an organization, its plans and what applying did, as REST takes and answers them.
import { z } from 'zod';
import { CONFIG_KINDS, CONFIG_OPS, configDocument } from '#modules/config';
import { jsonObject } from './page.ts';
import { fieldDiff } from './workflows.ts';

const byList = z.strictObject({ servers: jsonObject, workflows: jsonObject, monitors: jsonObject, rules: jsonObject });

export const exportedConfig = z
  .strictObject({
    document: configDocument,
    defaults: byList.describe('What a field is where the document leaves it out'),
    warnings: z.array(z.string()).describe('What a document cannot hold'),
  })
  .meta({ id: 'ExportedConfig' });

const change = z
  .strictObject({
    kind: z.enum(CONFIG_KINDS),
    key: z.string(),
    name: z.string(),
    op: z.enum(CONFIG_OPS).describe('adopt: it was there without a key; delete: a server or a workflow is archived, others are removed'),
    id: z.string().nullable().describe('Null where the object is only planned'),
    diff: z.array(fieldDiff),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'ConfigChange' });

export const configPlan = z
  .strictObject({
    planHash: z.string().describe('For expectedPlanHash: another one when the document, or anything it is about, changed'),
    changes: z.array(change),
    fieldErrors: z.array(z.strictObject({ field: z.string(), message: z.string() })).describe('Empty when it can be applied'),
  })
  .meta({ id: 'ConfigPlan' });

export const appliedConfig = z.strictObject({ changes: z.array(change) }).meta({ id: 'AppliedConfig' });

const prune = z.boolean().optional().describe('Also remove what has a key and is not in the document. Default false');

export const planBody = z.strictObject({ document: configDocument, prune }).meta({ id: 'ConfigPlanRequest' });

export const applyBody = z
  .strictObject({
    document: configDocument,
    prune,
    secrets: z.record(z.string(), z.string()).optional().describe('Values by the names that the document refers to'),
    expectedPlanHash: z.string().optional().describe('Refused with conflict when the present state is another one'),
    skipProbe: z.boolean().optional().describe('Save new servers untried. Default false'),
  })
  .meta({ id: 'ConfigApplyRequest' });
