// Small field schemas that sources, bundles and secrets share.
import { z } from 'zod';
import { DEFAULT_ENVIRONMENT } from './source.ts';

export const SLUG = /^[a-z0-9_-]{2,80}$/;

/** Of a source that the caller names; whether it exists is asked later. */
export const slugField = z.string('must be text').max(200);

export const environmentField = z
  .string('must be text')
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be 1-32 characters: lower-case letters, digits and "-", beginning with a letter');

export const environmentOrDefault = environmentField.default(DEFAULT_ENVIRONMENT);

export const bundleIdField = z.string('must be text').max(200);
