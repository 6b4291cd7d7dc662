// The noun: the one page on which an organization shows the world how its monitors are.
import { z } from 'zod';
import { boundedText } from '#kernel/bounded-text';

/** What its people see of it and save, always whole. */
export interface StatusPage {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  /** False: nobody outside finds it. */
  readonly isPublic: boolean;
  readonly showsLatency: boolean;
  /** In the order in which they are shown, each under a label of its own: a monitor's name tells of tools and servers. */
  readonly monitors: readonly ShownMonitor[];
  /** Where it is, while it is public. */
  readonly url: string;
  /** Null while it was never saved: what is read then is a proposal. */
  readonly updatedAt: string | null;
}

export interface ShownMonitor {
  readonly monitorId: string;
  readonly label: string;
  readonly monitorName: string;
}

const MAX_MONITORS = 50;
const MAX_LABEL = 80;

const SLUG_PATTERN = /^[a-z0-9-]{2,80}$/;

export const statusPageInput = z
  .strictObject({
    slug: z.string().trim().regex(SLUG_PATTERN, 'must be 2-80 characters: lower-case letters, digits and "-"'),
    title: boundedText(1, MAX_LABEL),
    description: boundedText(0, 500).default(''),
    isPublic: z.boolean(),
    showsLatency: z.boolean().default(false),
    monitors: z
      .array(
        z.strictObject({
          monitorId: z.string().trim().min(1, 'must not be empty').max(100, 'is not an id'),
          label: boundedText(1, MAX_LABEL),
        }),
      )
      .max(MAX_MONITORS, `must have at most ${MAX_MONITORS} entries`)
      .superRefine((monitors, context) => {
        const known = new Set<string>();
        monitors.forEach(({ monitorId }, index) => {
          if (known.has(monitorId)) context.addIssue({ code: 'custom', path: [index, 'monitorId'], message: 'is on the page already' });
          known.add(monitorId);
        });
      }),
  })
  .describe('The whole page: what is left out is empty');

export type StatusPageInput = z.infer<typeof statusPageInput>;
