// The secret a webhook's messages are signed with: made here, shown once.
import { randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

/** `whsec_` and 32 bytes in base64, as Standard Webhooks writes it. */
export const newSigningSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
