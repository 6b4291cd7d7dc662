// What `GET /org` answers: the organization and the one who asks.
import { z } from 'zod';
import { ROLES } from '#kernel/role';

const organization = z.strictObject({ id: z.string(), slug: z.string(), name: z.string() }).meta({ id: 'Organization' });

export const whoAmI = z
  .strictObject({
    organization,
    actor: z.strictObject({
      apiKeyId: z.string().nullable(),
      apiKeyName: z.string().nullable(),
      userProfileId: z.string().nullable(),
      role: z.enum(ROLES),
      email: z.string().nullable(),
    }),
  })
  .meta({ id: 'WhoAmI' });
