// Publishing over the mock API, in a real browser: sources in both modes, their set-up, bundles, executions, approvals and secrets.
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { dashboardForFile, VIEWS } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { CHECKED, HOSTILE, orders, payments, petstore, UPLOADED } from './mock-sources.ts';
import { faultAt, isFocused, pageFaults, settled } from './page-faults.ts';

const REST = '/api/armature/v1';
const LIST = '/o/demo/sources';
const TOOLS = `${LIST}/payments`;
const CODE = `${LIST}/petstore`;
const BUNDLES = `${CODE}?tab=bundles`;
const DOCUMENT = 'openapi: 3.0.3\ninfo:\n  title: Petstore\nservers:\n  - url: https://api.petstore.example/v1\npaths: {}\n';

const dashboard = dashboardForFile();
const sent = (end: string) => dashboard.api.sent.filter(({ path }) => path.endsWith(end)).map(({ body }) => body);
async function openNew(): Promise<Page> {
  const { page } = await dashboard.open(LIST);
  await page.getByRole('button', { name: 'New source' }).click();
  await page.getByRole('dialog', { name: 'New source' }).waitFor();
  return page;
}
const textOf = async (page: Page): Promise<string> => (await page.getByRole('main').innerText()).replaceAll(/\s+/g, ' ');

const PAGES: Readonly<Record<string, readonly [title: string, path: string]>> = {
  'the list': ['Product MCPs', LIST],
  'the set-up of tools': ['Acme Payments', TOOLS],
  'a set-up that is not complete': [orders.name, `${LIST}/orders`],
  'the tools': ['Acme Payments', `${TOOLS}?tab=sdk`],
  'how to connect': ['Petstore', CODE],
  'the bundles': ['Petstore', BUNDLES],
  'a bundle': ['Petstore', `${BUNDLES}&bundle=bun_generated`],
  'a bundle that failed': ['Petstore', `${BUNDLES}&bundle=bun_failed`],
  'a bundle that compiles': ['Petstore', `${BUNDLES}&bundle=bun_compiling`],
  'two bundles beside each other': ['Petstore', `${BUNDLES}&bundle=bun_generated&against=bun_staging`],
  'the SDK': ['Petstore', `${CODE}?tab=sdk&operation=updatePet`],
  'the executions': ['Petstore', `${CODE}?tab=executions`],
  'the approvals of a source': ['Petstore', `${CODE}?tab=approvals`],
  'the secrets': ['Petstore', `${CODE}?tab=secrets`],
  'the settings': ['Petstore', `${CODE}?tab=settings`],
  'all approvals': ['Approvals', '/o/demo/approvals'],
  'one approval': ['Call of deletePet', '/o/demo/approvals/apr_first'],
};

describe('every page', () => {
  for (const [what, [title, path]] of Object.entries(PAGES)) {
    for (const view of VIEWS) {
      it(`shows ${what} soundly and silently at ${view.width} px in the ${view.theme} theme`, async () => {
        const { page, complaints } = await dashboard.open(path, view);
        await page.getByRole('heading', { level: 1, name: title }).waitFor();
        await settled(page);
        expect(await pageFaults(page)).toEqual([]);
        expect(complaints).toEqual([]);
        expect(await page.getByRole('main').locator('img, a[href^="javascript"]').count()).toBe(0);
      });
    }
  }

  it('is the 404 page for a source or an approval that is not there', async () => {
    const { page } = await dashboard.open(`${LIST}/unknown`);
    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    await page.goto(`${dashboard.api.url}/o/demo/approvals/apr_unknown`);
    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
  });
});

describe('the sources', () => {
  it('tell name, mode, state, endpoint, tools and calls', async () => {
    const { page } = await dashboard.open(LIST);
    const row = page.getByRole('row').filter({ hasText: 'Acme Payments' });
    await row.waitFor();
    expect((await row.innerText()).replaceAll(/\s+/g, ' ')).toBe(`Acme Payments tools Active ${payments.endpointUrl} 42 208`);
    await page.getByRole('row').filter({ hasText: 'Legacy API' }).getByText('Paused').waitFor();
  });

  it('are filtered in the address, and the filters cleared', async () => {
    const { page } = await dashboard.open(LIST);
    await page.getByLabel('Mode').selectOption('code');
    await page.getByLabel('State').selectOption('needs_setup');
    await page.getByRole('row').filter({ hasText: 'Empty' }).waitFor();
    expect(page.url()).toMatch(/\?mode=code&state=needs_setup$/);
    await page.getByLabel('Search sources').fill('nothing like it');
    await page.getByRole('heading', { name: 'No source matches' }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('row').filter({ hasText: 'Petstore' }).waitFor();
  });

  it('say what to do where there is none, and viewers are offered nothing they may not do', async () => {
    dashboard.api.override(`GET ${REST}/sources`, { body: { rows: [], page: 1, pageSize: 25, total: 0 } });
    const { page } = await dashboard.open(LIST);
    await page.getByRole('heading', { name: 'Turn an OpenAPI document into an MCP server' }).waitFor();
    await page.getByRole('button', { name: 'New source' }).waitFor();
    dashboard.actAs('viewer');
    await page.reload();
    await page.getByRole('heading', { name: 'Turn an OpenAPI document into an MCP server' }).waitFor();
    expect(await page.getByRole('button', { name: 'New source' }).count()).toBe(0);
  });

  it('name the request that failed, and load on Retry', async () => {
    dashboard.api.override(`GET ${REST}/sources`, problem(400, 'validation_failed', 'Not now.'));
    const { page } = await dashboard.open(LIST);
    const failed = page.getByRole('alert').filter({ hasText: 'Could not load sources' });
    await failed.getByText('Request id req_0f7c2d9a').waitFor();
    dashboard.api.override(`GET ${REST}/sources`, undefined);
    await failed.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('row').filter({ hasText: 'Petstore' }).waitFor();
  });

  it('lead to the calls that wait, which the sidebar counts, by g u', async () => {
    const { page } = await dashboard.open('/o/demo/servers');
    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: /Product MCPs 2 to approve/ })
      .waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('u');
    await page.getByRole('link', { name: '2 calls to approve' }).click();
    await page.getByRole('heading', { level: 1, name: 'Approvals' }).waitFor();
  });
});

describe('a new source', () => {
  it('takes name and base URL from its document, derives the slug, and shows what the compiler says', async () => {
    dashboard.actAs('editor');
    const { page } = await dashboard.open(LIST);
    await page.getByRole('button', { name: 'New source' }).click();
    const dialog = page.getByRole('dialog', { name: 'New source' });
    await dialog.getByLabel('OpenAPI document').fill(DOCUMENT);
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Petstore');
    expect(await dialog.getByLabel('Base URL').inputValue()).toBe('https://api.petstore.example/v1');
    await dialog.getByLabel('Name').fill('Pêt Store!');
    expect(await dialog.getByLabel('Slug').inputValue()).toBe('pet-store');
    await dialog.getByRole('button', { name: 'Create and upload' }).click();
    const done = page.getByRole('dialog', { name: 'Pêt Store!' });
    await done.getByText('7 of 212 recent scripts would no longer work.').waitFor();
    await done.getByText('has a body of type image/png').waitFor();
    expect(await pageFaults(page)).toEqual([]);
    expect(sent('/sources')).toEqual([
      { name: 'Pêt Store!', slug: 'pet-store', mode: 'tools', baseUrl: 'https://api.petstore.example/v1' },
    ]);
    expect(sent('/openapi-artifacts/upload')).toEqual([
      { source: 'pet-store', environment: 'production', openapi: DOCUMENT, promote: false },
    ]);
    await done.getByRole('button', { name: /^Open/ }).click();
    await page.waitForURL(/\/sources\/pet-store$/);
  });

  for (const [mode, words] of [
    ['Tools', 'Agents get it once the source is active.'],
    ['Code', 'It is active: agents get it with their next request.'],
  ] as const)
    it(`promises what is served and no more, in mode ${mode.toLowerCase()}`, async () => {
      const active = { ...UPLOADED, bundle: { ...UPLOADED.bundle, state: 'active' } };
      dashboard.api.override('POST /api/openapi-artifacts/upload', { status: 201, body: active });
      const page = await openNew();
      await page.getByRole('radio', { name: new RegExp(`^${mode}`) }).check();
      await page.getByLabel('OpenAPI document').fill(DOCUMENT);
      await page.getByRole('button', { name: 'Create and upload' }).click();
      await page.getByRole('dialog', { name: 'Petstore' }).getByText(words).waitFor();
    });

  it('says what is missing at its field before anything is sent', async () => {
    const page = await openNew();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    expect(await faultAt(page, 'Name')).toBe('must not be empty');
    await expect.poll(() => isFocused(page, 'Name')).toBe(true);
    await page.getByRole('radio', { name: /^Code/ }).check();
    expect(await page.getByLabel('Base URL').count()).toBe(0);
    expect(dashboard.api.sent).toEqual([]);
  });

  it('keeps the source when its document does not compile, names path and reason, and takes another', async () => {
    const diagnostics = [{ severity: 'error', path: '/paths/~1pets/get', message: `has no responses ${HOSTILE}` }];
    const refused = problem(422, 'compile_failed', 'The document does not compile.', { diagnostics, bundleId: 'bun_failed' });
    dashboard.api.override('POST /api/openapi-artifacts/upload', refused);
    const page = await openNew();
    await page.getByLabel('OpenAPI document').fill(DOCUMENT);
    await page.getByRole('button', { name: 'Create and upload' }).click();
    const dialog = page.getByRole('dialog', { name: 'Petstore' });
    await dialog.getByText('/paths/~1pets/get').waitFor();
    expect(await dialog.innerText()).toContain('pay\\u{200B}load');
    expect(await pageFaults(page)).toEqual([]);
    await dialog.getByLabel('OpenAPI document').fill(`${DOCUMENT}# mended\n`);
    await dialog.getByText('/paths/~1pets/get').waitFor();
    dashboard.api.override('POST /api/openapi-artifacts/upload', undefined);
    await dialog.getByRole('button', { name: 'Upload again' }).click();
    await dialog.getByText('6 tools').waitFor();
    expect(sent('/sources').length).toBe(1);
  });

  it('takes a file without drawing it, and refuses one that is too large', async () => {
    const page = await openNew();
    await page.getByLabel('OpenAPI file').setInputFiles({ name: 'pets.yaml', mimeType: 'application/yaml', buffer: Buffer.from(DOCUMENT) });
    await page.getByText('pets.yaml').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Petstore');
    expect(await page.locator('textarea').count()).toBe(0);
    await page.getByRole('button', { name: 'Remove pets.yaml' }).click();
    const large = Buffer.alloc(6 * 1024 * 1024 + 1, 'x');
    await page.getByLabel('OpenAPI file').setInputFiles({ name: 'large.json', mimeType: 'application/json', buffer: large });
    await page.getByText(/at most 6\.0 MiB are taken/).waitFor();
  });

  it('shows how far a large document is, and what it became', async () => {
    const compiling = { ...UPLOADED.bundle, id: 'bun_compiling', state: 'compiling', operationCount: null };
    const later = { ...UPLOADED, bundle: compiling, warnings: [], apiDiff: null, usage: null };
    dashboard.api.override('POST /api/openapi-artifacts/upload', { status: 202, body: later });
    const page = await openNew();
    await page.getByLabel('OpenAPI document').fill(DOCUMENT);
    await page.getByRole('button', { name: 'Create and upload' }).click();
    await page.getByText('620 of 1,223').waitFor();
    expect(await page.getByRole('progressbar', { name: 'Compile progress' }).getAttribute('value')).toBe(String(620 / 1223));
    expect(await pageFaults(page)).toEqual([]);
    dashboard.api.override('GET /api/openapi-artifacts/bun_compiling', {
      body: { ...compiling, state: 'active', operationCount: 1223, manifest: null, diagnostics: [], apiDiff: null, progress: null },
    });
    await page.getByText('1,223 tools').waitFor();
  });
});

describe('the set-up of mode tools', () => {
  it('shows the address, an entry for each client and the warnings of the docs with their path', async () => {
    const { page } = await dashboard.open(TOOLS);
    const endpoint = page.getByRole('region', { name: 'Endpoint' });
    await endpoint.getByRole('tab', { name: 'VS Code' }).click();
    await endpoint.getByLabel('Entry for VS Code', { exact: true }).getByText('PAYMENTS_TOKEN').waitFor();
    await endpoint.getByText('The caller’s own credential for your product goes into PAYMENTS_TOKEN.').waitFor();
    expect(await endpoint.getByRole('tab').count()).toBe(9);
    const docs = page.getByRole('region', { name: 'API docs' });
    await docs.getByText('/paths/~1refunds/post').waitFor();
    await docs.getByText('42 tools').waitFor();
  });

  it('saves a connection that goes on elsewhere, and says plainly what presence only means', async () => {
    dashboard.actAs('editor');
    const { page } = await dashboard.open(`${LIST}/orders`);
    const form = page.getByRole('form', { name: 'API connection' });
    await form.getByRole('button', { name: 'Save connection' }).click();
    expect(await faultAt(page, 'Validation path')).toBe('must not be empty');
    await form.getByLabel('Place', { exact: true }).selectOption('query');
    expect(await form.getByLabel('Parameter').inputValue()).toBe('api_key');
    await form.getByLabel('The API expects it in another place or form').check();
    await form.getByLabel('Format').fill('Token');
    await form.getByLabel('Validation', { exact: true }).selectOption('presence_only');
    await form.getByText('Credentials are not checked here.').waitFor();
    await form.getByRole('button', { name: 'Save connection' }).click();
    expect(await faultAt(page, 'Format')).toBe('must contain {credential} once');
    expect(await pageFaults(page)).toEqual([]);
    await form.getByLabel('Format').fill('Token {credential}');
    await form.getByRole('button', { name: 'Save connection' }).click();
    await expect
      .poll(() => sent('/orders/connection'))
      .toEqual([
        {
          connection: {
            credentialLocation: 'query',
            credentialName: 'api_key',
            credentialPrefix: '',
            forward: { location: 'header', name: 'Authorization', format: 'Token {credential}' },
            validationMode: 'presence_only',
            validationPath: null,
          },
        },
      ]);
  });

  it('tries the connection as it is typed, with a credential that is forgotten at once', async () => {
    dashboard.actAs('editor');
    const { page } = await dashboard.open(TOOLS);
    await page.getByLabel('Validation path').fill('me');
    await page.getByText('https://api.acme.example/v1/me').waitFor();
    await page.getByLabel('Live check').fill('s3cret');
    await page.keyboard.press('Enter');
    await page.getByText(CHECKED.withCredential.message).waitFor();
    await page.getByText('HTTP 401').waitFor();
    expect(sent('/connection/check')).toMatchObject([{ credential: 's3cret', connection: { validationPath: 'me' } }]);
    expect(sent('/payments/connection')).toEqual([]);
    expect(await page.getByLabel('Live check').inputValue()).toBe('');
    expect(await pageFaults(page)).toEqual([]);
  });

  it('cannot be activated before all steps are done, and then says what the API answered', async () => {
    dashboard.actAs('editor');
    const { page } = await dashboard.open(`${LIST}/orders`);
    const card = page.getByRole('region', { name: 'Activation' });
    await card.getByText('API docs with at least one tool').waitFor();
    expect(await card.getByRole('button', { name: 'Activate' }).isDisabled()).toBe(true);
    const ready = { ...payments, slug: 'orders', state: 'needs_setup' };
    dashboard.api.override(`GET ${REST}/sources/orders`, { body: ready });
    const missing = ['The validation endpoint answered 200 to a request without credential; it must answer 401 or 403.'];
    dashboard.api.override(`POST ${REST}/sources/orders/activate`, problem(409, 'conflict', missing.join(' '), { missing }));
    await page.reload();
    await card.getByRole('button', { name: 'Activate' }).click();
    await card.getByRole('alert').getByText('answered 200 to a request without credential').waitFor();
    dashboard.api.override(`POST ${REST}/sources/orders/activate`, { body: { ...ready, state: 'active' } });
    await card.getByRole('button', { name: 'Activate' }).click();
    await card.getByText('Agents can connect.').waitFor();
    await card.getByRole('button', { name: 'Pause' }).waitFor();
  });

  it('shows a viewer how it is, and no control', async () => {
    dashboard.actAs('viewer');
    const { page } = await dashboard.open(TOOLS);
    await page.getByText('header Authorization: Bearer {credential}').waitFor();
    expect(await page.getByRole('button', { name: /Upload|Save|Check|Pause|Activate/ }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Settings', exact: true }).count()).toBe(0);
    expect(await pageFaults(page)).toEqual([]);
  });
});

describe('the bundles', () => {
  it('are promoted and rolled back by an admin, who is asked once', async () => {
    dashboard.actAs('admin');
    const { page } = await dashboard.open(BUNDLES);
    const row = page.getByRole('row').filter({ hasText: 'bun_generated' });
    await row.getByRole('button', { name: 'Promote' }).click();
    const question = page.getByRole('alertdialog', { name: 'Promote this bundle to production?' });
    await question.getByText('It breaks callers: 1 operation removed, 1 operation changed.').waitFor();
    expect(dashboard.api.sent).toEqual([]);
    await question.getByRole('button', { name: 'Promote' }).click();
    await page.getByText('Promoted to production').waitFor();
    expect(dashboard.api.sent.map(({ path }) => path)).toEqual(['/api/openapi-artifacts/bun_generated/promote']);
    await page.getByRole('row').filter({ hasText: 'bun_older' }).getByRole('button', { name: 'Roll back' }).waitFor();
  });

  it('cannot be promoted by an editor, nor uploaded by a viewer', async () => {
    dashboard.actAs('editor');
    const { page } = await dashboard.open(BUNDLES);
    await page.getByRole('row').filter({ hasText: 'bun_generated' }).waitFor();
    await page.getByRole('button', { name: 'Upload a document' }).waitFor();
    expect(await page.getByRole('button', { name: /Promote|Roll back/ }).count()).toBe(0);
    dashboard.actAs('viewer');
    await page.reload();
    await page.getByRole('row').filter({ hasText: 'bun_generated' }).waitFor();
    expect(await page.getByRole('button', { name: 'Upload a document' }).count()).toBe(0);
  });

  it('tell what they change, signature by signature, and compare with any other', async () => {
    const { page } = await dashboard.open(`${BUNDLES}&bundle=bun_generated`);
    const changed = page.getByRole('region', { name: 'Changed' });
    await changed.getByText('body property tags made required').waitFor();
    expect((await changed.innerText()).indexOf('updatePet')).toBeLessThan((await changed.innerText()).indexOf('listPets'));
    const others = page.getByLabel('Compare with another bundle');
    expect(await others.locator('option[value=bun_staging]').innerText()).toMatch(/ · \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
    await others.selectOption('bun_staging');
    await page.waitForURL(/against=bun_staging/);
    await page.getByRole('region', { name: 'Difference' }).getByText('Breaking', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Other way round' }).click();
    await page.waitForURL(/bundle=bun_staging&against=bun_generated/);
  });

  it('are uploaded with a manifest, whose fault is named where it is', async () => {
    dashboard.actAs('admin');
    const { page } = await dashboard.open(BUNDLES);
    await page.getByRole('button', { name: 'Upload a document' }).click();
    const dialog = page.getByRole('dialog', { name: 'Upload a document' });
    await dialog.getByLabel('OpenAPI document').fill(DOCUMENT);
    await dialog.getByLabel('Environment').fill('staging');
    await dialog.getByLabel('Make it active at once').check();
    await dialog.getByText('Manifest and overlay').click();
    await dialog.getByLabel('Manifest').fill('{"auth": ');
    await dialog.getByRole('button', { name: 'Upload' }).click();
    await dialog.getByText(/is not valid JSON/).waitFor();
    expect(dashboard.api.sent).toEqual([]);
    const fieldErrors = [{ field: 'manifest.clientName', message: 'is a word of the language; choose another' }];
    dashboard.api.override('POST /api/openapi-artifacts/upload', problem(400, 'validation_failed', 'manifest.clientName', { fieldErrors }));
    await dialog.getByLabel('Manifest').fill('{"clientName": "class"}');
    await dialog.getByRole('button', { name: 'Upload' }).click();
    await dialog.getByText('clientName is a word of the language; choose another').waitFor();
    dashboard.api.override('POST /api/openapi-artifacts/upload', undefined);
    await dialog.getByRole('button', { name: 'Upload' }).click();
    await dialog.getByText('6 operations').waitFor();
    expect(sent('/openapi-artifacts/upload').at(-1)).toEqual({
      source: 'petstore',
      environment: 'staging',
      openapi: DOCUMENT,
      promote: true,
      manifest: { clientName: 'class' },
    });
  });
});

describe('the operations', () => {
  it('are found by words, group and policy, and open with signature, example and arguments', async () => {
    const { page } = await dashboard.open(`${CODE}?tab=sdk`);
    await page.getByText('7 operations · Petstore 1.1.0').waitFor();
    await page.getByLabel('Offered').selectOption('ask');
    await page.getByText('1 of 7 operations').waitFor();
    await page.getByRole('button', { name: /deletePet/ }).waitFor();
    await page.getByLabel('Offered').selectOption('excluded');
    await page.getByText('adminPurge').waitFor();
    await page.getByLabel('Offered').selectOption('');
    await page.getByLabel('Search operations').fill('animals list');
    await page.getByRole('button', { name: /listPets/ }).click();
    await page.getByText('petstore.listPets(args?: { status?: "available" | "sold"; limit?: number }): Promise<Pet[]>').waitFor();
    await page.getByText('const result = await petstore.listPets();').waitFor();
    await page.getByRole('list', { name: 'Arguments' }).getByText('"available" | "sold"').waitFor();
    await expect.poll(() => page.url()).toMatch(/q=animals\+list/);
  });

  it('say that an environment has none', async () => {
    const { page } = await dashboard.open(`${LIST}/empty?tab=sdk`);
    await page.getByRole('heading', { name: 'No active bundle' }).waitFor();
  });
});

describe('the executions', () => {
  it('tell intent, outcome, calls and session, and each call when opened', async () => {
    const { page } = await dashboard.open(`${CODE}?tab=executions`);
    const row = page.getByRole('row').filter({ hasText: 'Sell a pet' });
    expect((await row.innerText()).replaceAll(/\s+/g, ' ')).toMatch(/API error script 2 163 ms ses_00000000 \d+ min ago$/);
    await row.getByRole('button').click();
    const calls = page.getByRole('list', { name: 'Calls' });
    await calls.getByText('404').waitFor();
    await calls.getByText('no answer').waitFor();
    await page.getByText('petStatus=sold').waitFor();
    expect(await pageFaults(page)).toEqual([]);
  });

  it('lead from a script that waits to where it is decided', async () => {
    const { page } = await dashboard.open(`${CODE}?tab=executions`);
    await page.getByRole('row').filter({ hasText: 'Waits for approval' }).getByRole('button').click();
    await page.getByRole('link', { name: 'See what it waits for' }).click();
    await page.waitForURL(/tab=approvals/);
  });

  it('are filtered in the address and stepped through', async () => {
    const { page } = await dashboard.open(`${CODE}?tab=executions`);
    await page.getByRole('link', { name: 'Older' }).click();
    await page.getByText('26–34 of 34').waitFor();
    await page.getByLabel('Outcome').selectOption('false');
    await page.getByText('1–2 of 2').waitFor();
    expect(page.url()).toMatch(/tab=executions&ok=false$/);
    await page.getByLabel('Tool').selectOption('search_sdk');
    await page.getByRole('heading', { name: 'No execution matches' }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('1–25 of 34').waitFor();
  });
});

describe('an approval', () => {
  it('shows the exact request, is decided by keyboard after one question, and others are listed by state', async () => {
    dashboard.actAs('editor');
    const { page } = await dashboard.open('/o/demo/approvals/apr_first');
    await page.getByText('https://api.petstore.example/v1/pets/A-1001?reason=twice%20entered').waitFor();
    const text = await textOf(page);
    for (const part of ['<img src=x onerror=', 'pay\\u{200B}load', '"reason": "entered twice"', 'Asked by spring-campaign'])
      expect(text).toContain(part);
    await page.getByRole('button', { name: 'Approve' }).press('Enter');
    const question = page.getByRole('alertdialog', { name: 'Approve deletePet?' });
    await question.getByText('DELETE https://api.petstore.example').waitFor();
    expect(dashboard.api.sent).toEqual([]);
    await question.getByRole('button', { name: 'Approve' }).press('Enter');
    await page.getByText('Approved: the script goes on').waitFor();
    expect(sent('/apr_first/decide')).toEqual([{ decision: 'approve' }]);
    await page.goto(`${dashboard.api.url}${CODE}?tab=approvals&state=all`);
    await page.getByText(/Approved by Ben Turing/).waitFor();
    await page.getByText(/Expired 16 h ago/).waitFor();
  });

  it('says when somebody else was faster', async () => {
    dashboard.actAs('editor');
    dashboard.api.override(`POST ${REST}/approvals/apr_first/decide`, problem(409, 'conflict', 'This call was rejected already.'));
    const { page } = await dashboard.open('/o/demo/approvals/apr_first');
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Reject' }).click();
    await page.getByText('This call was rejected already.').first().waitFor();
  });

  it('is read but not decided by a viewer, and cannot be approved unseen', async () => {
    dashboard.actAs('viewer');
    const { page } = await dashboard.open('/o/demo/approvals');
    await page.getByText('twice%20entered').first().waitFor();
    expect(await page.getByRole('button', { name: /Approve|Reject/ }).count()).toBe(0);
    dashboard.actAs('editor');
    dashboard.api.override(`GET ${REST}/approvals/apr_first`, problem(400, 'validation_failed', 'Not now.'));
    await page.reload();
    await page.getByText('Could not load the request').waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).first().isDisabled()).toBe(true);
  });
});

describe('the secrets', () => {
  it('are set by an admin and never shown; a name that is known is not typed again', async () => {
    dashboard.actAs('admin');
    const { page } = await dashboard.open(`${CODE}?tab=secrets`);
    await page.getByText('petstore_token is not set for staging').waitFor();
    await page.getByRole('button', { name: 'Set it' }).click();
    const dialog = page.getByRole('dialog', { name: 'Set petstore_token' });
    expect(await dialog.getByLabel('Environment').inputValue()).toBe('staging');
    await dialog.getByLabel('Value').fill('line\u00a0break');
    await dialog.getByRole('button', { name: 'Set secret' }).click();
    expect(await faultAt(page, 'Value')).toBe('must be printable ASCII without line breaks');
    await dialog.getByLabel('Value').fill('s3cret');
    await dialog.getByRole('button', { name: 'Set secret' }).click();
    await page.getByText('petstore_token is set for staging').waitFor();
    expect(sent('/secrets/petstore_token')).toEqual([{ environment: 'staging', value: 's3cret' }]);
    await page.getByRole('button', { name: 'Remove' }).click();
    await page
      .getByRole('alertdialog', { name: 'Remove petstore_token of production?' })
      .getByRole('button', { name: 'Remove secret' })
      .click();
    await page.getByText('petstore_token is removed').waitFor();
  });

  it('are named to an editor, who sets none; a viewer has no such tab', async () => {
    dashboard.actAs('editor');
    const { page } = await dashboard.open(`${CODE}?tab=secrets`);
    await page.getByRole('cell', { name: 'petstore_token' }).waitFor();
    expect(await page.getByRole('button', { name: /Set|Replace|Remove/ }).count()).toBe(0);
    dashboard.actAs('viewer');
    await page.reload();
    await page.getByRole('heading', { name: 'Connect an agent' }).waitFor();
    expect(await page.getByRole('link', { name: 'Secrets' }).count()).toBe(0);
  });
});

describe('the settings', () => {
  it('are saved by an editor, who is not offered mode and end', async () => {
    dashboard.actAs('editor');
    const { page } = await dashboard.open(`${CODE}?tab=settings`);
    await page.getByRole('textbox', { name: 'Name' }).fill('Pets');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Pets is saved').waitFor();
    expect(sent('/sources/petstore')).toEqual([{ name: 'Pets' }]);
    expect(await page.getByRole('button', { name: /Switch|Delete/ }).count()).toBe(0);
  });

  it('switch the mode and say what that needs', async () => {
    dashboard.actAs('admin');
    const missing = ['Set the base URL of the API.'];
    dashboard.api.override(`PATCH ${REST}/sources/petstore`, problem(409, 'conflict', missing.join(' '), { missing }));
    const { page } = await dashboard.open(`${CODE}?tab=settings`);
    await page.getByRole('button', { name: 'Switch' }).click();
    await page.getByRole('alertdialog', { name: 'Switch Petstore to mode tools?' }).getByRole('button', { name: 'Switch' }).click();
    await page.getByText('Set the base URL of the API.').first().waitFor();
  });

  it('say where secrets go before the mode is switched to code', async () => {
    dashboard.actAs('admin');
    const { page } = await dashboard.open(`${TOOLS}?tab=settings`, { width: 390, theme: 'dark' });
    await page.getByRole('button', { name: 'Switch' }).click();
    const dialog = page.getByRole('alertdialog', { name: /to mode code\?$/ });
    await dialog.getByText('with the secrets of this source').waitFor();
    expect(await dialog.getByRole('listitem').allTextContents()).toEqual(['production: https://api.petstore.example/v1']);
    expect(await pageFaults(page)).toEqual([]);
  });

  it('delete the source after naming what uses it', async () => {
    dashboard.actAs('admin');
    const start = `DELETE ${REST}/sources/petstore`;
    dashboard.api.override(
      start,
      problem(409, 'conflict', 'It is in use.', { usedBy: [{ type: 'workflow', id: 'wf', name: 'Order lookup' }] }),
    );
    const { page } = await dashboard.open(`${CODE}?tab=settings`);
    await page.getByRole('button', { name: 'Delete source' }).click();
    const question = page.getByRole('alertdialog', { name: `Delete ${petstore.name}?` });
    await question.getByRole('button', { name: 'Delete source' }).click();
    await question.getByText('Order lookup').waitFor();
    dashboard.api.override(start, undefined);
    await question.getByRole('button', { name: 'Pause them and delete' }).click();
    await page.waitForURL(/\/sources$/);
  });
});
