// A monitor as a document says it. Pure.
import type { MonitorSpec } from '#modules/monitors';
import type { ConfigEntry } from '../document.ts';

export interface MonitorNames {
  readonly key: string;
  readonly mcpServer: string;
  readonly authProfile: string | null;
}

/** With every field. */
export const monitorEntry = (monitor: MonitorSpec, names: MonitorNames): ConfigEntry => ({
  key: names.key,
  name: monitor.name,
  mcpServer: names.mcpServer,
  authProfile: names.authProfile,
  toolName: monitor.toolName,
  arguments: monitor.arguments,
  intervalSeconds: monitor.intervalSeconds,
  timeoutSeconds: monitor.timeoutSeconds,
  assertions: monitor.assertions,
  validateOutputSchema: monitor.validateOutputSchema,
  allowDestructive: monitor.allowDestructive,
  protocolEra: monitor.protocolEra,
  state: monitor.state,
});
