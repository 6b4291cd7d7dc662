// Models and what a test call found, as REST answers them (spec 02 §8).
import { z } from 'zod';
import { time } from './page.ts';

export const model = z
  .strictObject({
    id: z.string(),
    displayName: z.string(),
    provider: z.enum(['anthropic', 'openai', 'google', 'openai-compatible', 'script', 'pinned']),
    upstreamName: z.string(),
    baseUrl: z.string().nullable(),
    roles: z.array(z.enum(['tester', 'judge'])),
    contextTokens: z.int().nullable(),
    inputUsdPerMTok: z.number().nullable(),
    outputUsdPerMTok: z.number().nullable(),
    price: z
      .strictObject({ inputUsdPerMTok: z.number(), outputUsdPerMTok: z.number(), source: z.enum(['override', 'catalog']) })
      .nullable(),
    active: z.boolean(),
    builtIn: z.boolean(),
    secretSetAt: time.nullable(),
    isDefaultTester: z.boolean(),
    isDefaultJudge: z.boolean(),
  })
  .meta({ id: 'Model' });

export const modelTest = z
  .strictObject({ ok: z.boolean(), latencyMs: z.number().nullable(), message: z.string().nullable() })
  .meta({ id: 'ModelTest' });
