// What a field is where a document leaves it out. A document says all of an object: a line that is taken away goes back to its default.
import { RULE_DEFAULTS } from '#modules/alerts';
import { MONITOR_DEFAULTS } from '#modules/monitors';
import { DEFAULT_LIMITS, DEFAULT_RETRY_POLICY } from '#modules/workflows';
import type { ConfigEntry, ConfigKind } from './document.ts';
import { isSame, isObject } from './json.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Fields without one here are needed, or are decided when the object is made and stay then (the testers of a workflow, a
 * monitor's validateOutputSchema). Values that are objects here are filled field by field.
 */
export const CONFIG_DEFAULTS: Readonly<Record<ConfigKind, Fields>> = {
  server: {
    transportType: 'streamable_http',
    environment: 'production',
    categories: [],
    connectionConfig: { timeoutSeconds: 30, extraHeaders: {}, args: [], cwd: null, env: {} },
    networkPolicy: { mode: 'host' },
    protocolEra: 'auto',
    syncIntervalMinutes: null,
  },
  workflow: {
    description: '',
    defaultMcpAuthProfile: null,
    judge: null,
    schedule: null,
    toolPolicy: {},
    limits: DEFAULT_LIMITS,
    retryPolicy: DEFAULT_RETRY_POLICY,
    categories: [],
    metadata: {},
    state: 'active',
  },
  monitor: { authProfile: null, ...MONITOR_DEFAULTS },
  rule: RULE_DEFAULTS,
};

/** Of these each field has a default of its own; any other value is one as a whole. */
const FILLED = new Set(['connectionConfig', 'limits', 'retryPolicy']);

export function withDefaults(kind: ConfigKind, entry: ConfigEntry): ConfigEntry {
  const defaults = CONFIG_DEFAULTS[kind];
  const filled = Object.entries(defaults).map(([field, value]) => {
    const given = entry[field];
    if (given === undefined) return [field, value];
    return [field, FILLED.has(field) && isObject(value) && isObject(given) ? { ...value, ...given } : given];
  });
  return { ...entry, ...Object.fromEntries(filled) };
}

/** As short as it says the same. */
export function withoutDefaults(kind: ConfigKind, entry: ConfigEntry): ConfigEntry {
  const defaults = CONFIG_DEFAULTS[kind];
  const kept = Object.entries(entry).flatMap(([field, value]) => {
    const usual = defaults[field];
    if (value === undefined || isSame(value, usual)) return [];
    if (!FILLED.has(field) || !isObject(value) || !isObject(usual)) return [[field, value]];
    return [[field, Object.fromEntries(Object.entries(value).filter(([name, one]) => one !== undefined && !isSame(one, usual[name])))]];
  });
  return { ...Object.fromEntries(kept), key: entry.key, name: entry.name };
}
