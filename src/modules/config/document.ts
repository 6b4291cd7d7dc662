// The noun: an organization's configuration as one document, its objects under stable keys. It holds no secret, only the names of some.
import { z } from 'zod';
import { alertRuleInput } from '#modules/alerts';
import { monitorInput } from '#modules/monitors';
import { createServerInput } from '#modules/servers';
import { workflowPatch } from '#modules/workflows';

/** In the order in which they refer to each other: each only to those before it. */
export const CONFIG_KINDS = ['server', 'workflow', 'monitor', 'rule'] as const;
export type ConfigKind = (typeof CONFIG_KINDS)[number];

/** Where objects of a kind stand in a document. */
export const LISTS = { server: 'servers', workflow: 'workflows', monitor: 'monitors', rule: 'rules' } as const satisfies Record<
  ConfigKind,
  string
>;

/** One object of a document. Which other fields it has, its kind says. */
export interface ConfigEntry {
  readonly key: string;
  readonly name: string;
  readonly [field: string]: unknown;
}

export interface ConfigDocument {
  readonly version: 1;
  readonly servers: readonly ConfigEntry[];
  readonly workflows: readonly ConfigEntry[];
  readonly monitors: readonly ConfigEntry[];
  readonly rules: readonly ConfigEntry[];
}

export const MAX_ENTRIES = 2_000;
export const MAX_PROFILES = 20;

export const keyField = z
  .string('must be text')
  .regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'must be 1-80 of a-z, 0-9 and "-", beginning with a letter or a digit')
  .describe('Stays when the name changes; unique among objects of its kind');

const IN_FILE = 'must be {secretEnv: NAME}: values of secrets do not belong into files';
export const secretName = z
  .string('must be text')
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be the name of an environment variable: letters, digits and "_"');
export const secretRef = z
  .strictObject({ secretEnv: secretName }, IN_FILE)
  .describe('The name of an environment variable of whoever applies; its value is never in the document')
  .meta({ id: 'SecretReference' });

const { extraHeaders: _headers, env: _env, ...config } = createServerInput.shape.connectionConfig.unwrap().shape;
const { kind, headerName, tokenUrl, authorizationUrl, clientId, signingAlgorithm, scopes, audience, authMethod } =
  createServerInput.shape.authProfile.unwrap().shape;
const secrets = z.record(z.string(), secretRef);

const profile = z
  .strictObject({
    key: keyField,
    name: z.string(),
    isDefault: z.boolean().optional().describe('Default: the first of the list'),
    kind,
    headerName,
    value: secretRef.optional().describe('Of bearer and api_key_header. Left out: the stored one stays'),
    tokenUrl,
    authorizationUrl,
    clientId,
    clientSecret: secretRef.nullable().optional().describe('Left out: the stored one stays. null takes it away'),
    privateKey: secretRef.nullable().optional().describe('Left out: the stored one stays. null takes it away'),
    signingAlgorithm,
    scopes,
    audience,
    authMethod,
  })
  .meta({ id: 'ConfigAuthProfile' });

const { transportType, baseUrl, environment, categories, networkPolicy, protocolEra, syncIntervalMinutes } = createServerInput.shape;
const server = z
  .strictObject({
    key: keyField,
    name: z.string(),
    transportType,
    baseUrl,
    environment,
    categories,
    connectionConfig: z.strictObject({ ...config, extraHeaders: secrets.optional(), env: secrets.optional() }).optional(),
    networkPolicy,
    protocolEra,
    syncIntervalMinutes,
    authProfiles: z.array(profile).max(MAX_PROFILES).optional().describe('Left out: whatever there is stays'),
  })
  .meta({ id: 'ConfigServer' });

const {
  mcpServerId: _server,
  defaultMcpAuthProfileId: _profile,
  baseVersionId: _base,
  state: _state,
  testerPrompt,
  criteria,
  ...content
} = workflowPatch.shape;
const serverKey = keyField.describe('Key of a server');
const workflow = z
  .strictObject({
    ...content,
    key: keyField,
    name: z.string(),
    mcpServer: serverKey,
    defaultMcpAuthProfile: keyField.nullable().optional().describe("Key of an auth profile of the server; null: the server's default"),
    testerPrompt: testerPrompt.unwrap(),
    criteria: criteria.unwrap(),
    state: z.enum(['active', 'paused']).optional().describe('Default active'),
  })
  .meta({ id: 'ConfigWorkflow' });

const { mcpServerId: _of, authProfileId: _with, ...calling } = monitorInput.shape;
const monitor = z
  .strictObject({
    ...calling,
    key: keyField,
    name: z.string(),
    mcpServer: serverKey,
    authProfile: keyField.nullable().optional().describe("Key of an auth profile of the server; null: the server's default"),
  })
  .meta({ id: 'ConfigMonitor' });

const { targetId: _target, destinationId: _to, mutedUntil: _until, ...watching } = alertRuleInput.shape;
const rule = z
  .strictObject({
    ...watching,
    key: keyField,
    name: z.string(),
    target: keyField.describe('Key of the object'),
    destination: z.string().describe('Name of an alert destination, which is made in the dashboard'),
  })
  .meta({ id: 'ConfigRule' });

/** For the OpenAPI document, and what is exported fits it. What is sent is read by `read-document.ts`, with every fault at its place. */
export const configDocument = z
  .strictObject({
    version: z.literal(1),
    servers: z.array(server).max(MAX_ENTRIES).optional(),
    workflows: z.array(workflow).max(MAX_ENTRIES).optional(),
    monitors: z.array(monitor).max(MAX_ENTRIES).optional(),
    rules: z.array(rule).max(MAX_ENTRIES).optional(),
  })
  .meta({ id: 'ConfigDocument' });

/** The fields an entry may have, by kind. */
export const ENTRY_FIELDS: Readonly<Record<ConfigKind | 'auth_profile', readonly string[]>> = {
  server: Object.keys(server.shape),
  auth_profile: Object.keys(profile.shape),
  workflow: Object.keys(workflow.shape),
  monitor: Object.keys(monitor.shape),
  rule: Object.keys(rule.shape),
};
