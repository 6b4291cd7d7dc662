// What an upload says, field by field (spec 07 §3).
import { z } from 'zod';
import { boundedText } from '#kernel/bounded-text';
import { environmentOrDefault, slugField } from '../fields.ts';

const MAX_PULL_REQUEST = 2_147_483_647;
const text = boundedText(1, 200);
const jsonObject = z.record(z.string(), z.unknown(), 'must be a JSON object');
const document = z.union([z.string().min(1, 'must not be empty'), jsonObject], 'must be a JSON object, or JSON or YAML as text');

export const uploadInput = z
  .strictObject({
    source: slugField.meta({ description: 'Slug of the source' }),
    environment: environmentOrDefault,
    openapi: document.meta({ description: 'Swagger 2.0 or OpenAPI 3.0, 3.1 or 3.2: an object, or JSON or YAML as text' }),
    overlay: document.optional().meta({ description: 'OpenAPI Overlay 1.0, applied before compiling' }),
    manifest: jsonObject.optional().meta({ description: 'How agents see it: names, base URLs, authentication, limits, policy' }),
    repository: text.optional(),
    commitSha: z
      .string()
      .regex(/^[0-9a-fA-F]{7,64}$/, 'must be 7-64 hexadecimal digits')
      .optional(),
    branch: text.optional(),
    pullRequestNumber: z
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .max(MAX_PULL_REQUEST, `must be at most ${MAX_PULL_REQUEST}`)
      .optional(),
    promote: z.boolean('must be true or false').default(false),
  })
  .meta({ id: 'Upload' });

export type Upload = z.infer<typeof uploadInput>;
