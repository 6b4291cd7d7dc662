// Front door of analytics: what agents did on an MCP server, and why. Nouns: event. Tables: analytics_events. Emits no facts.
// Jobs enqueued: none.
export { eventEraser } from './departure/event-eraser.ts';
export { eventExporter } from './departure/event-exporter.ts';
export { CODE_MODE, FRUSTRATION_LEVELS, PRODUCT_MCP, REPAIR_API } from './event.ts';
export type { FrustrationLevel } from './event.ts';
export { recordEvent, settleEvents } from './record-event.ts';
export { callsByServer } from './store.ts';
export { sweepEvents } from './sweep-events.ts';
