// For routes that take no query: any parameter is refused by name.
import { z } from 'zod';

export const emptyQuery = z.strictObject({});
