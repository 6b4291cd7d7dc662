// For routes that take no query or no body: anything given is refused by its name.
import { z } from 'zod';

export const nothing = z.strictObject({});
