// The password, given once more by who is signed in, before something that guards the account is changed.
import { z } from 'zod';

export const passwordInput = z.strictObject({ password: z.string().max(1024, 'is too long') });
