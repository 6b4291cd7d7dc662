// Bundles: uploaded, compared, promoted (spec 07 §3, §4). They are below /api, beside the upload.
import { z } from 'zod';
import {
  BUNDLE_INCLUDES,
  BUNDLE_STATES,
  diffBundles,
  getBundle,
  listBundles,
  promoteBundle,
  uploadBundle,
  uploadInput,
} from '#modules/sources';
import { namedInBody } from '../named-in-body.ts';
import { defineRoute } from '../route.ts';
import { apiDiff, bundle, bundleDetail, promoted, uploaded } from '../schemas/bundles.ts';
import { pageOf, pageQuery } from '../schemas/page.ts';

const PATH = '/openapi-artifacts';

/** Served by upload-endpoint.ts, which checks the signature and reads the body. */
export const uploadRoute = defineRoute({
  method: 'post',
  base: '/api',
  path: `${PATH}/upload`,
  operationId: 'uploadBundle',
  tag: 'sources',
  summary: 'Compiles a document into a bundle. Keys sign it: x-armature-timestamp and x-armature-signature; at most 64 MiB, gzip accepted',
  role: 'editor',
  body: uploadInput,
  result: uploaded,
  statuses: {
    all: [200, 201, 202],
    of: ({ unchanged, bundle: { state } }) => (state === 'compiling' ? 202 : unchanged ? 200 : 201),
  },
  errors: ['signature_invalid', 'source_not_found', 'compile_failed', 'unavailable'],
  location: (made) => `${PATH}/${made.bundle.id}`,
  handle: (ctx, { body }) => uploadBundle(ctx, body),
});

export const bundleRoutes = [
  uploadRoute,
  defineRoute({
    method: 'get',
    base: '/api',
    path: PATH,
    operationId: 'listBundles',
    tag: 'sources',
    summary: 'Bundles, newest first',
    role: 'viewer',
    query: z.strictObject({
      ...pageQuery,
      source: z.string().optional(),
      environment: z.string().optional(),
      state: z.enum(BUNDLE_STATES).optional(),
    }),
    result: pageOf(bundle),
    handle: (ctx, { query }) => namedInBody('source', 'source', listBundles(ctx, query)),
  }),
  defineRoute({
    method: 'get',
    base: '/api',
    path: `${PATH}/{bundleId}`,
    operationId: 'getBundle',
    tag: 'sources',
    summary: 'One bundle, with the parts that are asked for',
    role: 'viewer',
    query: z.strictObject({
      include: z
        .string()
        .max(200)
        .optional()
        .describe(`Any of ${BUNDLE_INCLUDES.join(', ')}, separated by commas`),
    }),
    result: bundleDetail,
    errors: ['bundle_not_found'],
    handle: (ctx, { params, query: { include } }) =>
      getBundle(ctx, { bundleId: params.bundleId, ...(include === undefined || include === '' ? {} : { include: include.split(',') }) }),
  }),
  defineRoute({
    method: 'get',
    base: '/api',
    path: `${PATH}/{bundleId}/diff`,
    operationId: 'diffBundles',
    tag: 'sources',
    summary: 'What changed since another bundle of the source',
    role: 'viewer',
    query: z.strictObject({ against: z.string() }),
    result: apiDiff,
    errors: ['bundle_not_found', 'conflict'],
    handle: (ctx, { params, query }) => diffBundles(ctx, { bundleId: params.bundleId, ...query }),
  }),
  defineRoute({
    method: 'post',
    base: '/api',
    path: `${PATH}/{bundleId}/promote`,
    operationId: 'promoteBundle',
    tag: 'sources',
    summary: 'Makes a bundle the active one of its environment; a superseded one rolls back',
    role: 'admin',
    result: promoted,
    errors: ['bundle_not_found', 'conflict'],
    handle: (ctx, { params }) => promoteBundle(ctx, { bundleId: params.bundleId }),
  }),
];
