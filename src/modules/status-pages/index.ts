// Front door of status pages: what the world may know. Nouns: status page, public status. Tables: status_pages, status_page_monitors.
// Emits no facts. Jobs enqueued: none.
export { statusPageEraser } from './departure/status-page-eraser.ts';
export { statusPageExporter } from './departure/status-page-exporter.ts';
export { publicStatus } from './get-public-status.ts';
export { getStatusPage } from './get-status-page.ts';
export { DAYS_SHOWN, STATE_WORDS } from './public-status.ts';
export type { PublicDay, PublicIncident, PublicMonitor, PublicState, PublicStatus } from './public-status.ts';
export { saveStatusPage } from './save-status-page.ts';
export { statusPageInput } from './status-page.ts';
export type { StatusPage } from './status-page.ts';
