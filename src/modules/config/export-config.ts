// The organization's configuration as one document: what files hold of it, without secrets.
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { CONFIG_DEFAULTS, withoutDefaults } from './defaults.ts';
import type { ConfigDocument, ConfigEntry } from './document.ts';
import { monitorAsEntry, ruleAsEntry, serverAsEntry, workflowAsEntry } from './entries/live-entries.ts';
import { shortProfiles } from './entries/server-entry.ts';
import { shortWorkflow } from './entries/workflow-entry.ts';
import { bookOf, loadLive } from './live.ts';

export interface ExportedConfig {
  /** Fields that are as `defaults` says are left out. */
  readonly document: ConfigDocument;
  /** By the names of the lists. */
  readonly defaults: Readonly<Record<'servers' | 'workflows' | 'monitors' | 'rules', Readonly<Record<string, unknown>>>>;
  /** Sentences on what a document cannot hold. */
  readonly warnings: readonly string[];
}

/** Keys that were not given are derived from names, so that exporting writes nothing. */
export async function exportConfig(ctx: Ctx): Promise<ExportedConfig> {
  requireRole(ctx, 'viewer');
  const live = await loadLive(ctx);
  const book = bookOf(live);
  const referenceTo = secretReferences();
  // Records of sources belong to these: documents refer to them and do not hold them.
  const own = live.servers.filter(({ server }) => !server.managed);
  const servers = own.map((one) => shortServer(serverAsEntry(book, one, referenceTo)));
  const warnings: string[] = [];
  const kept = <T extends { readonly name: string }>(rows: readonly T[], entryOf: (row: T) => ConfigEntry | undefined, what: string) =>
    rows.flatMap((row) => {
      const entry = entryOf(row);
      if (!entry) warnings.push(`${what} "${row.name}" is left out: what it belongs to is archived.`);
      return entry ?? [];
    });
  const workflows = kept(live.workflows, (row) => workflowAsEntry(book, row), 'Workflow');
  const monitors = kept(live.monitors, (row) => monitorAsEntry(book, row), 'Monitor');
  const anyServers = live.servers.flatMap(({ server }) => ({ key: book.keyOf('server', server.id) ?? '' }));
  const lists = { server: anyServers, workflow: workflows, monitor: monitors };
  const targets = new Set(Object.entries(lists).flatMap(([kind, entries]) => entries.map(({ key }) => `${kind} ${key}`)));
  const rules = kept(live.rules, (row) => ifWatching(ruleAsEntry(book, row), targets), 'Alert rule');
  return {
    document: {
      version: 1,
      servers,
      workflows: workflows.map((entry) => withoutDefaults('workflow', shortWorkflow(entry))),
      monitors: monitors.map((entry) => withoutDefaults('monitor', entry)),
      rules: rules.map((entry) => withoutDefaults('rule', entry)),
    },
    defaults: {
      servers: CONFIG_DEFAULTS.server,
      workflows: CONFIG_DEFAULTS.workflow,
      monitors: CONFIG_DEFAULTS.monitor,
      rules: CONFIG_DEFAULTS.rule,
    },
    warnings,
  };
}

const ifWatching = (rule: ConfigEntry | undefined, targets: ReadonlySet<string>): ConfigEntry | undefined =>
  rule && targets.has(`${String(rule['targetType'])} ${String(rule['target'])}`) ? rule : undefined;

const shortServer = (server: ConfigEntry): ConfigEntry => withoutDefaults('server', shortProfiles(server));

const MAX_NAME = 120;

/** `['shop', 'default', 'value']` → `{secretEnv: 'SHOP_DEFAULT_VALUE'}`; no two secrets get the same name. */
function secretReferences(): (path: readonly string[]) => { readonly secretEnv: string } {
  const given = new Map<string, number>();
  return (path) => {
    const words = path.flatMap((part) => part.toUpperCase().split(/[^A-Z0-9]+/)).filter((word) => word !== '');
    const name = words
      .join('_')
      .replace(/^(?=\d)/, '_')
      .slice(0, MAX_NAME);
    const count = (given.get(name) ?? 0) + 1;
    given.set(name, count);
    return { secretEnv: count === 1 ? name : `${name}_${count}` };
  };
}
