// Front door of analytics: what agents did on an MCP server, and why. Nouns: event. Tables: analytics_events. Emits no facts.
// Jobs enqueued: none.
export { eventEraser } from './departure/event-eraser.ts';
export { eventExporter } from './departure/event-exporter.ts';
export { FRUSTRATION_LEVELS, REPAIR_API } from './event.ts';
export type { FrustrationLevel } from './event.ts';
export { recordEvent, settleEvents } from './record-event.ts';
export { sweepEvents } from './sweep-events.ts';
