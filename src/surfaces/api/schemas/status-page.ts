// The status page over HTTP, as its organization sees it. What the world sees is the surface `status`.
import { z } from 'zod';
import { time } from './page.ts';

export const statusPage = z
  .strictObject({
    slug: z.string(),
    title: z.string(),
    description: z.string(),
    isPublic: z.boolean(),
    showsLatency: z.boolean(),
    monitors: z.array(z.strictObject({ monitorId: z.string(), label: z.string(), monitorName: z.string() })),
    url: z.string().meta({ description: 'Where the page is while it is public' }),
    updatedAt: time.nullable().meta({ description: 'Null: never saved, and what is answered is a proposal' }),
  })
  .meta({ id: 'StatusPage' });
