// Configuration as code: the whole of it as one document, what a document would change, and changing it.
import type { z } from 'zod';
import { applyConfig, exportConfig, planConfig } from '#modules/config';
import type { configDocument, ExportedConfig } from '#modules/config';
import { defineRoute } from '../route.ts';
import type { DeepReadonly } from '../route.ts';
import { appliedConfig, applyBody, configPlan, exportedConfig, planBody } from '../schemas/config.ts';

export const configRoutes = [
  defineRoute({
    method: 'get',
    path: '/config',
    operationId: 'exportConfig',
    tag: 'config',
    summary: 'Servers, workflows, monitors and rules as one document; secrets by name only',
    role: 'viewer',
    result: exportedConfig,
    errors: ['conflict'],
    handle: async (ctx) => shown(await exportConfig(ctx)),
  }),
  defineRoute({
    method: 'post',
    path: '/config/plan',
    operationId: 'planConfig',
    tag: 'config',
    summary: 'What applying a document would change, field by field; changes nothing',
    role: 'viewer',
    body: planBody,
    result: configPlan,
    errors: ['conflict', 'unavailable'],
    handle: (ctx, { body }) => planConfig(ctx, body),
  }),
  defineRoute({
    method: 'post',
    path: '/config/apply',
    operationId: 'applyConfig',
    tag: 'config',
    summary: 'Makes the organization what the document says: all of it or nothing',
    role: 'editor',
    body: applyBody,
    result: appliedConfig,
    errors: ['conflict', 'unavailable'],
    handle: (ctx, { body }) => applyConfig(ctx, body),
  }),
];

/** Entries are open to the module and closed in the document of this API. Sound because tests hold each answer against its schema. */
const shown = ({ document, ...rest }: ExportedConfig) => ({ ...rest, document: document as DeepReadonly<z.infer<typeof configDocument>> });
