// What a new monitor is where nobody said.
import type { MonitorSpec } from './monitor.ts';

export const MONITOR_DEFAULTS = {
  arguments: {},
  intervalSeconds: 300,
  timeoutSeconds: 30,
  assertions: [],
  allowDestructive: false,
  protocolEra: 'auto',
  state: 'active',
} as const satisfies Partial<MonitorSpec>;
