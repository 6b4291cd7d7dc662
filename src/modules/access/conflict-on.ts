// A conflict that one field is to blame for.
import { AppError } from '#kernel/errors';

export const conflictOn = (field: string, message: string): AppError =>
  new AppError('conflict', `${field}: ${message}`, { fieldErrors: [{ field, message }] });
