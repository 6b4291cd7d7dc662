// Proofs for what is published: sources, their bundles and their secrets.
import { expect } from 'vitest';
import * as monitors from '#modules/monitors';
import * as products from '#modules/products';
import * as codemode from '#modules/codemode';
import * as sources from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import type { Proof, Scene } from './audit-proof.ts';
import { askPerson, ASKS } from './filled-publishing.ts';
import { PETSTORE, publishSource } from './published-source.ts';

const nothingMissing = async () => [];
const SOURCE_FIELDS = expect.arrayContaining(['mode', 'name', 'slug']);

const newSource = async (ben: Ctx): Promise<string> => (await sources.createSource(ben, { name: 'Pets', mode: 'code' })).slug;
const withSecret = async ({ ada, ben }: Scene): Promise<string> => {
  const slug = await newSource(ben);
  await sources.putSourceSecret(ada, { slug, name: 'pets_token', value: 'planted-in-a-source' });
  return slug;
};

export const PUBLISHING_CHANGES: Readonly<Record<string, Proof>> = {
  createSource: { act: ({ ben }) => newSource(ben), action: 'source.create', before: null, after: SOURCE_FIELDS },
  updateSource: {
    act: async ({ ben }) => sources.updateSource(ben, { slug: await newSource(ben), rateLimitPerMinute: 5 }, nothingMissing),
    action: 'source.update',
    before: ['rateLimitPerMinute'],
    after: ['rateLimitPerMinute'],
  },
  removeSource: {
    act: async ({ ada, ben }) => sources.removeSource(ada, { slug: await newSource(ben) }, monitors.serverUsage),
    action: 'source.delete',
    before: SOURCE_FIELDS,
    after: null,
  },
  pauseSource: {
    act: async ({ ben }) => sources.pauseSource(ben, { slug: await newSource(ben) }),
    action: 'source.pause',
    before: ['paused'],
    after: ['paused'],
  },
  activateSource: {
    act: async ({ ada }) => {
      const { source } = await publishSource(ada);
      await sources.pauseSource(ada, { slug: source.slug });
      await sources.activateSource(ada, { slug: source.slug }, nothingMissing);
    },
    action: 'source.activate',
    before: ['paused'],
    after: ['paused'],
  },
  setConnection: {
    act: async ({ ben }) => {
      const { slug } = await sources.createSource(ben, { name: 'Connected shop', baseUrl: 'https://api.shop.example' });
      await products.setConnection(ben, { slug, connection: { validationMode: 'presence_only' } });
    },
    action: 'source.connect',
    before: ['connection'],
    after: ['connection'],
  },
  putSourceSecret: { act: withSecret, action: 'source_secret.put', before: ['production/pets_token'], after: ['production/pets_token'] },
  removeSourceSecret: {
    act: async (scene) => sources.removeSourceSecret(scene.ada, { slug: await withSecret(scene), name: 'pets_token' }),
    action: 'source_secret.remove',
    before: ['production/pets_token'],
    after: ['production/pets_token'],
  },
  uploadBundle: {
    act: async ({ ben }) => sources.uploadBundle(ben, { source: await newSource(ben), openapi: PETSTORE }),
    action: 'bundle.upload',
    before: null,
    after: expect.arrayContaining(['environment', 'inputHash', 'promotes', 'source']),
  },
  promoteBundle: {
    act: async ({ ada, ben }) => {
      const { bundle } = await sources.uploadBundle(ben, { source: await newSource(ben), openapi: PETSTORE });
      await sources.promoteBundle(ada, { bundleId: bundle.id });
    },
    action: 'bundle.promote',
    before: expect.anything(),
    after: expect.arrayContaining(['active', 'environment', 'source']),
  },
  decideApproval: {
    act: async ({ ada, ben }) => {
      const { open } = await publishSource(ada, { manifest: ASKS });
      await codemode.decideApproval(ben, { approvalId: await askPerson(ben, await open()), decision: 'reject' });
    },
    action: 'approval.reject',
    before: ['state'],
    after: expect.arrayContaining(['executionId', 'operationId', 'sourceId', 'state']),
  },
};

/** The worker's, and what others build upon. */
export const PUBLISHING_MACHINERY = `
  compileBundle recoverCompiles sweepBundles sourceEraser sourceExporter saveConnection lockSource
  archiveManagedServer changeManagedServer createManagedServer
  openProduct admitCaller productServer checkActivation checkConnection
  searchSdk executeScript invokeOperation resumeExecution tryScript trySearch resumeApproval tendApprovals sweepExecutions
  codeModeEraser codeModeExporter
`;
/** Rows, words and pure functions by the names that say nothing of it. */
export const PUBLISHING_LOOKS = `
  refuseCredentialMove
  openBundle openEarlierBundle sourceSecret connectionOf argumentSchemaOf createCards outputSchemaOf addCredential buildRequest
  checkArguments sendOperation isReservedHeader approvalNews compile
`;
