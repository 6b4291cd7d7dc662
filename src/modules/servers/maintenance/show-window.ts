// A window as people see it: with what it is doing now. Pure.
import { isOpen, occurrenceAt } from './occurrence.ts';
import type { MaintenanceWindow, ShownWindow } from './window.ts';

export const showWindow = (window: MaintenanceWindow, now: Date): ShownWindow => ({
  ...window,
  isOpen: isOpen(window, now),
  next: occurrenceAt(window, now),
});
