// The schedules offered by name; everything else is written as cron.
export interface SchedulePreset {
  readonly label: string;
  readonly cron: string | null;
}

export const SCHEDULE_PRESETS: readonly SchedulePreset[] = [
  { label: 'Manual', cron: null },
  { label: 'Every 15 minutes', cron: '*/15 * * * *' },
  { label: 'Every 30 minutes', cron: '*/30 * * * *' },
  { label: 'Hourly', cron: '0 * * * *' },
  { label: 'Daily at 09:00', cron: '0 9 * * *' },
];

export const TIME_ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
