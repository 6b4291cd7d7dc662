// A server and a profile as the audit log shows them: values of secrets as marks.
import { secretMark } from '#modules/access';
import type { ProfileRecord } from './profiles/store.ts';
import type { ServerRecord } from './store.ts';

export const auditedServer = (server: ServerRecord): object => ({
  name: server.name,
  transportType: server.transportType,
  baseUrl: server.baseUrl,
  environment: server.environment,
  categories: server.categories,
  timeoutSeconds: server.connectionConfig.timeoutSeconds,
  command: server.hosted?.command ?? null,
  args: server.hosted?.args ?? null,
  cwd: server.hosted?.cwd ?? null,
  env: Object.fromEntries(Object.entries(server.envSecrets).map(([name, id]) => [name, secretMark(id)])),
  networkPolicy: server.networkPolicy.mode,
  extraHeaders: Object.fromEntries(Object.entries(server.headerSecrets).map(([name, id]) => [name, secretMark(id)])),
  protocolEra: server.protocolEra,
  syncIntervalMinutes: server.syncIntervalMinutes,
  state: server.state,
});

export const auditedProfile = (profile: ProfileRecord): object => ({
  mcpServerId: profile.mcpServerId,
  name: profile.name,
  kind: profile.kind,
  isDefault: profile.isDefault,
  headerName: profile.headerName,
  value: secretMark(profile.secretId),
  ...profile.oauth,
});
