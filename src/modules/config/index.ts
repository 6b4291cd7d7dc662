// Front door of config: the organization's configuration as files. Nouns: document, entry, key, plan, change. Table: config_keys.
// Emits no facts of its own; what it changes goes through the verbs of the modules that own it.
export { applyConfig } from './apply-config.ts';
export { CONFIG_OPS } from './change.ts';
export { configEraser } from './departure/config-eraser.ts';
export { configExporter } from './departure/config-exporter.ts';
export { CONFIG_KINDS, configDocument } from './document.ts';
export { exportConfig } from './export-config.ts';
export type { ExportedConfig } from './export-config.ts';
export { planConfig } from './plan-config.ts';
