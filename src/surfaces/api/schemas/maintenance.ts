// Maintenance windows as REST answers them.
import { z } from 'zod';
import { time } from './page.ts';

const common = {
  id: z.string(),
  serverId: z.string(),
  title: z.string(),
  createdBy: z.string(),
  createdAt: time,
  isOpen: z.boolean(),
  /** The occurrence that is open, or the one that comes. */
  next: z.strictObject({ startsAt: time, endsAt: time }).nullable(),
};

export const maintenanceWindow = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...common, kind: z.literal('once'), startsAt: time, endsAt: time }),
    z.strictObject({
      ...common,
      kind: z.literal('weekly'),
      weekdays: z.array(z.int().min(1).max(7)).meta({ description: '1 is Monday, 7 is Sunday' }),
      startTime: z.string().meta({ description: 'HH:MM on the wall clock of the time zone' }),
      durationMinutes: z.int(),
      timezone: z.string(),
    }),
  ])
  .meta({ id: 'MaintenanceWindow' });
