// Documents of APIs that everyone knows, cut to the operations that the stories use.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitHubSpec } from '#test/openapi-specs';
import { cutDocument } from './cut-document.ts';

export const REAL_OPERATIONS = {
  stripe: ['GetCustomers', 'PostCustomers', 'DeleteCustomersCustomer', 'GetPrices', 'PostPrices'],
  github: [
    'repos/get-content',
    'git/get-ref',
    'issues/list-for-repo',
    'issues/create',
    'actions/get-workflow',
    'markdown/render-raw',
    'users/get-authenticated',
  ],
  kubernetes: [
    'listCoreV1NamespacedConfigMap',
    'createCoreV1NamespacedConfigMap',
    'patchCoreV1NamespacedConfigMap',
    'deleteCoreV1NamespacedConfigMap',
    'readCoreV1NamespacedPodLog',
    'connectCoreV1GetNamespacedPodProxyWithPath',
    'replaceAppsV1NamespacedDeploymentScale',
    'listCoreV1Namespace',
  ],
} as const;

export type RealApi = keyof typeof REAL_OPERATIONS;
export type OpenApiDocument = Readonly<Record<string, unknown>>;

/** Those of Stripe and Kubernetes were cut before, since the package that has them whole takes 400 MB. */
export const realDocument = (api: RealApi): OpenApiDocument =>
  api === 'github'
    ? cutDocument(JSON.parse(gitHubSpec('api.github.com')), REAL_OPERATIONS.github)
    : JSON.parse(readFileSync(cutFile(api), 'utf8'));

/** Where a cut document is kept; `npm run test:slow real-apis -- -u` cuts it again. */
export const cutFile = (api: RealApi): string => join(import.meta.dirname, '../fixtures/real-apis', `${api}.json`);
