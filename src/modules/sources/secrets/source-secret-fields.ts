// Which secret of a source is meant (spec 07 §5).
import { z } from 'zod';
import { environmentOrDefault, slugField } from '../fields.ts';

export const SECRET_NAME = /^[a-z0-9_-]{1,40}$/;

export const secretPlace = {
  slug: slugField,
  environment: environmentOrDefault,
  name: z.string('must be text').regex(SECRET_NAME, 'must be 1-40 characters: lower-case letters, digits, "-" and "_"'),
};
