// The playground in a real browser: searching, writing with completion, running by keyboard, faults in place, outcomes.
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { dashboardForFile, VIEWS } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { ANSWER } from './mock-sources.ts';
import { pageFaults, settled } from './page-faults.ts';

const PATH = '/o/demo/sources/petstore?tab=playground';
const EXECUTE = 'POST /api/armature/v1/sources/petstore/execute';

const dashboard = dashboardForFile();
const ran = () => dashboard.api.sent.filter(({ path }) => path.endsWith('/execute')).map(({ body }) => body);
const editorOf = (page: Page) => page.getByRole('textbox', { name: 'Script' });

/** Runs inside the page. */
const FONT = "getComputedStyle(document.querySelector('.script-editor').shadowRoot.querySelector('.cm-content')).fontFamily";

/** In the place of what stands there. */
async function write(page: Page, text: string): Promise<void> {
  await editorOf(page).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.keyboard.type(text);
}

describe('the playground', () => {
  for (const view of VIEWS) {
    it(`is sound and silent at ${view.width} px in the ${view.theme} theme, before and after a run`, async () => {
      const { page, complaints } = await dashboard.open(PATH, view);
      await editorOf(page).waitFor();
      await settled(page);
      expect(await pageFaults(page)).toEqual([]);
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.getByRole('region', { name: 'Outcome' }).waitFor();
      expect(await pageFaults(page)).toEqual([]);
      expect(await page.getByRole('main').locator('img').count()).toBe(0);
      expect(complaints).toEqual([]);
    });
  }

  it('starts with a script that runs, by keyboard alone, and shows result, logs and calls', async () => {
    const { page } = await dashboard.open(PATH);
    await editorOf(page).focus();
    await page.keyboard.press('ControlOrMeta+Enter');
    const outcome = page.getByRole('region', { name: 'Outcome' });
    await outcome.getByText('"tagged"').waitFor();
    const text = await outcome.innerText();
    for (const part of ['Done', '163 ms', 'two pets', 'pay\\u{200B}load', '2 calls', '200', 'updatePet', '61 ms · 52 B'])
      expect(text).toContain(part);
    expect(ran()).toEqual([
      {
        environment: 'production',
        typecheck: true,
        code: '/**\n * @intent Try the SDK\n */\nconst result = await petstore.listPets();\nreturn result;\n',
      },
    ]);
    await page.keyboard.press('Tab');
    expect(await editorOf(page).and(page.locator(':focus')).count()).toBe(0);
  });

  it('completes members with signature and words, then their arguments', async () => {
    const { page } = await dashboard.open(PATH);
    await write(page, 'await petstore.upd');
    const options = page.getByRole('listbox');
    await options.getByRole('option', { name: /updatePet/ }).waitFor();
    await page.getByText('petstore.updatePet(args: { petId: string; body: { tags: string[] } }): Promise<Pet>').waitFor();
    await page.getByText('Change a pet').waitFor();
    // The list takes no key in its first moments, so that none that was meant for the text is lost: then it is asked for again.
    await expect
      .poll(async () => {
        await write(page, 'await petstore.upd');
        await options.getByRole('option', { name: /updatePet/ }).waitFor();
        expect(await pageFaults(page)).toEqual([]);
        await page.keyboard.press('Enter');
        return editorOf(page).innerText();
      })
      .toContain('await petstore.updatePet({ petId: petId, body: body })');
    await write(page, 'await petstore.listPets({ st');
    await options.getByRole('option', { name: /status/ }).waitFor();
    expect(await options.getByRole('option', { name: /petId/ }).count()).toBe(0);
  });

  it('marks a fault where it is, in words', async () => {
    const error = { kind: 'type_error', message: "Property 'lisPets' does not exist. Did you mean 'listPets'?", line: 2, column: 23 };
    dashboard.api.override(EXECUTE, { body: { ...ANSWER, ok: false, result: null, calls: [], logs: [], error } });
    const { page } = await dashboard.open(PATH);
    await write(page, '// pets\nreturn await petstore.lisPets()');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByText('Type error: line 2, column 23').waitFor();
    await page.getByRole('region', { name: 'Outcome' }).getByText("Did you mean 'listPets'?").waitFor();
    const marked = page.locator('.cm-lintRange-error');
    expect(await marked.first().innerText()).toContain('lisPets');
    expect(await page.locator('.cm-lint-marker-error').count()).toBe(1);
    dashboard.api.override(EXECUTE, undefined);
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByText('"tagged"').waitFor();
    expect(await marked.count()).toBe(0);
  });

  it('leads to the request that waits for a person', async () => {
    const error = { kind: 'approval_pending', message: 'deletePet waits for a person.', operationId: 'deletePet', approvalId: 'apr_first' };
    dashboard.api.override(EXECUTE, { body: { ...ANSWER, ok: false, result: null, error } });
    const { page } = await dashboard.open(PATH);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('link', { name: 'See the request' }).click();
    await page.getByRole('heading', { level: 1, name: 'Call of deletePet' }).waitFor();
  });

  it('says why it could not run at all', async () => {
    dashboard.api.override(EXECUTE, problem(503, 'unavailable', 'Too many scripts run at the moment. Try again in a few seconds.'));
    const { page } = await dashboard.open(PATH);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText('Too many scripts run at the moment.').waitFor();
  });

  it('finds operations as agents do and puts a call of one into the script', async () => {
    const { page } = await dashboard.open(PATH);
    await editorOf(page).waitFor();
    await page.getByLabel('What do you want to do?').fill('change the tags of a pet');
    await page.getByText('1 of 3 matching operations, of 6').waitFor();
    await page.getByRole('button', { name: 'Insert a call of updatePet' }).click();
    expect(await editorOf(page).innerText()).toContain('const result = await petstore.updatePet({ petId: "…", body: { tags: [] } });');
    expect(await editorOf(page).and(page.locator(':focus')).count()).toBe(1);
  });

  it('keeps the script while another tab is looked at', async () => {
    const { page } = await dashboard.open(PATH);
    await write(page, 'return 42;');
    await page.getByRole('link', { name: 'Executions' }).click();
    await page.getByLabel('Outcome').waitFor();
    await page.getByRole('link', { name: 'Playground' }).click();
    await expect.poll(() => editorOf(page).innerText()).toContain('return 42;');
  });

  it('keeps its keys to itself: what is typed leads nowhere else', async () => {
    const { page } = await dashboard.open(PATH);
    await write(page, 'g s / ?');
    await expect.poll(() => editorOf(page).innerText()).toContain('g s / ?');
    expect(page.url()).toContain(PATH);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('looks like the rest of the dashboard under its content security policy', async () => {
    const { page, complaints } = await dashboard.open(PATH, { theme: 'dark' });
    await editorOf(page).waitFor();
    expect(await page.evaluate(FONT)).toContain('monospace');
    expect(complaints).toEqual([]);
  });

  it('says what is missing without an active bundle', async () => {
    const { page } = await dashboard.open('/o/demo/sources/empty?tab=playground');
    await page.getByRole('heading', { name: 'No active bundle' }).waitFor();
  });
});
