// Names are unique in an organization, whatever their case: the second one is told so, on the field.
import { AppError } from '#kernel/errors';
import { isNameConflict } from './store.ts';

/** Rejects with `conflict` on `name` where the database found the name taken. */
export async function refusingTakenName<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isNameConflict(error)) throw error;
    const message = 'another destination has this name';
    throw new AppError('conflict', `name: ${message}`, { fieldErrors: [{ field: 'name', message }], cause: error });
  }
}
