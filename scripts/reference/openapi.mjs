// The OpenAPI document of the REST API, from the routes that serve it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/node24.mjs';

export async function openApi() {
  const { openApiDocument } = await import('../../src/surfaces/api/openapi.ts');
  const { ALL_ROUTES } = await import('../../src/surfaces/api/routes/all-routes.ts');
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return `${JSON.stringify(openApiDocument(ALL_ROUTES, 'http://127.0.0.1:4600', version), null, 2)}\n`;
}
