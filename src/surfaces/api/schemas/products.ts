// What trying a connection of a source in mode tools answers (spec 06 §3).
import { z } from 'zod';

const connectionTry = z
  .strictObject({
    status: z.int().nullable().describe('Null: no answer'),
    verdict: z.enum(['valid', 'invalid', 'unknown']).describe('What the API says of the credential'),
    ok: z.boolean().describe('It answered as it should'),
    message: z.string().nullable().describe('What is wrong and what to do'),
  })
  .meta({ id: 'SourceConnectionTry' });

export const connectionCheck = z
  .strictObject({
    url: z.string().nullable().describe('What is asked; null with presence_only, where nothing is'),
    callerSends: z.string().describe('How callers send their credential'),
    apiReceives: z.string().describe('How the API gets it'),
    withoutCredential: connectionTry.nullable().describe('Must be refused with 401 or 403'),
    withCredential: connectionTry.nullable().describe('Null where no credential was given'),
  })
  .meta({ id: 'SourceConnectionCheck' });
