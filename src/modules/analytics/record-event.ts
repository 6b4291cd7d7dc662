// Notes what an agent did, for analytics. Never waits and never fails: the call it speaks of comes first.
import { bufferOf } from './event-buffer.ts';
import type { EventDoors } from './event-buffer.ts';
import type { ToolCallEvent } from './event.ts';

/** Stored within about a second, together with others. */
export const recordEvent = (doors: EventDoors, event: ToolCallEvent): void => bufferOf(doors.db).add(doors, event);

/** Before the doors close: what was recorded is stored. */
export const settleEvents = ({ db }: Pick<EventDoors, 'db'>): Promise<void> => bufferOf(db).settled();
