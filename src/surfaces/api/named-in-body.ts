// For objects that a body names: verbs answer not_found, and REST says which field is wrong (spec 05 §1).
import { AppError, invalidField } from '#kernel/errors';
import type { Thing } from '#kernel/errors';

/** What a body names and is not there is a wrong field; only what a path names is not found. */
export async function namedInBody<T>(thing: Thing, field: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found' && error.thing === thing) {
      throw invalidField(field, `is not a ${thing.replaceAll('_', ' ')} of this organization`);
    }
    throw error;
  }
}
