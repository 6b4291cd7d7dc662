// A window as the audit log shows it.
import type { MaintenanceWindow } from './window.ts';

export function auditedWindow(window: MaintenanceWindow): object {
  const { id: _, createdBy: __, createdAt: ___, ...fields } = window;
  return fields;
}
