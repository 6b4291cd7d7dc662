// The playground in a real browser: searching, writing with completion, running by keyboard, faults in place, outcomes.
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { dashboardForFile, VIEWS } from './dashboard.ts';
import { problem } from './mock-api.ts';
import { ANSWER } from './mock-sources.ts';
import { pageFaults, settled } from './page-faults.ts';

const PATH = '/o/demo/sources/petstore?tab=playground';
const EXECUTE = 'POST /api/armature/v1/sources/petstore/execute';

const CHECK = 'POST /api/armature/v1/sources/petstore/check';
const LIS_PETS = { message: "Property 'lisPets' does not exist. Did you mean 'listPets'?", line: 2, column: 23 };

const dashboard = dashboardForFile();
const ran = () => dashboard.api.sent.filter(({ path }) => path.endsWith('/execute')).map(({ body }) => body);
const checked = () => dashboard.api.sent.filter(({ path }) => path.endsWith('/check')).map(({ body }) => body);
const editorOf = (page: Page) => page.getByRole('textbox', { name: 'Script' });

/** Runs inside the page. */
const FONT = "getComputedStyle(document.querySelector('.script-editor').shadowRoot.querySelector('.cm-content')).fontFamily";

const statusOf = (page: Page) => page.getByRole('region', { name: 'Script' }).getByRole('status');
const faultsOf = (page: Page) => page.getByRole('list', { name: 'Faults' }).getByRole('button');
const marks = (page: Page) => page.locator('.cm-lintRange-error');

/** In the place of what stands there. */
async function write(page: Page, text: string): Promise<void> {
  await editorOf(page).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.keyboard.type(text);
}

/** Holds what is asked about the first text back, until it is told to answer; whatever is asked later gets no fault at once. */
async function holdFirstCheck(page: Page) {
  const asked = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  let isFirst = true;
  page.on('requestfailed', (request) => request.url().endsWith('/check') && left.resolve());
  await page.route(/\/petstore\/check$/, async (route) => {
    if (!isFirst) return route.fulfill({ json: { faults: [] } });
    isFirst = false;
    asked.resolve();
    await answer.promise;
    // Nobody may be there to take it.
    return route.fulfill({ json: { faults: [LIS_PETS] } }).catch(() => undefined);
  });
  return { asked: asked.promise, left: left.promise, answer: () => answer.resolve() };
}

describe('checking while someone types', () => {
  for (const view of VIEWS)
    it(`lists, marks and announces faults at ${view.width} px in the ${view.theme} theme, until they are mended`, async () => {
      dashboard.api.override(CHECK, {
        body: { faults: [LIS_PETS, { message: "Cannot find name \u202e'nothing'.", line: 3, column: 1 }] },
      });
      const { page, complaints } = await dashboard.open(PATH, view);
      await write(page, '// pets\nreturn await petstore.lisPets()\nnothing');
      await expect
        .poll(() => faultsOf(page).allInnerTexts())
        .toEqual([
          expect.stringMatching(/^2:23\s+Property 'lisPets' does not exist/),
          expect.stringMatching(/^3:1\s+Cannot find name \\u\{202E\}'nothing'/),
        ]);
      expect(await statusOf(page).innerText()).toBe('2 faults');
      expect(await marks(page).allInnerTexts()).toEqual(['lisPets', 'nothing']);
      expect(await editorOf(page).and(page.locator(':focus')).count()).toBe(1);
      await settled(page);
      expect(await pageFaults(page)).toEqual([]);
      await marks(page).first().hover();
      await page.getByRole('tooltip').or(page.locator('.cm-tooltip-lint')).getByText("Did you mean 'listPets'?").waitFor();
      expect(await pageFaults(page)).toEqual([]);
      dashboard.api.override(CHECK, undefined);
      await page.keyboard.press('ControlOrMeta+End');
      await page.keyboard.type('\n');
      await expect.poll(() => statusOf(page).innerText()).toBe('No faults');
      expect(await faultsOf(page).count()).toBe(0);
      expect(await marks(page).count()).toBe(0);
      expect(complaints).toEqual([]);
    });

  it('asks about a text once it rests, with nothing but the text', async () => {
    const { page } = await dashboard.open(PATH);
    await write(page, 'return 42;');
    await expect.poll(checked).toContainEqual({ environment: 'production', code: 'return 42;' });
    expect(checked().length).toBeLessThan('return 42;'.length);
    expect(ran()).toEqual([]);
  });

  it('leads to a fault by Enter on it', async () => {
    dashboard.api.override(CHECK, { body: { faults: [LIS_PETS] } });
    const { page } = await dashboard.open(PATH);
    await write(page, '// pets\nreturn await petstore.lisPets()');
    await faultsOf(page).focus();
    await page.keyboard.press('Enter');
    expect(await editorOf(page).and(page.locator(':focus')).count()).toBe(1);
    await page.keyboard.type('here');
    expect(await editorOf(page).innerText()).toContain('petstore.herelisPets()');
  });

  it('lets go of what it asked when the text changes, and an old answer changes nothing', async () => {
    const { page } = await dashboard.open(PATH, { isOwn: true });
    const first = await holdFirstCheck(page);
    await write(page, '// pets\nreturn await petstore.lisPets()');
    await first.asked;
    await write(page, 'return 1;');
    await first.left;
    await expect.poll(() => statusOf(page).innerText()).toBe('No faults');
    first.answer();
    await page.unrouteAll({ behavior: 'wait' });
    expect(await statusOf(page).innerText()).toBe('No faults');
    expect(await marks(page).count()).toBe(0);
  });

  it('leaves a list of completions open', async () => {
    dashboard.api.override(CHECK, { body: { faults: [{ message: "Property 'upd' does not exist.", line: 1, column: 16 }] } });
    const { page } = await dashboard.open(PATH);
    await write(page, 'await petstore.upd');
    await faultsOf(page).waitFor();
    expect(
      await page
        .getByRole('listbox')
        .getByRole('option', { name: /updatePet/ })
        .count(),
    ).toBe(1);
  });

  it('has nothing to say of an empty script, and asks nobody', async () => {
    dashboard.api.override(CHECK, { body: { faults: [{ ...LIS_PETS, line: 1 }] } });
    const { page } = await dashboard.open(PATH);
    await faultsOf(page).waitFor();
    const before = checked().length;
    await write(page, '');
    await expect.poll(() => faultsOf(page).count()).toBe(0);
    expect(await marks(page).count()).toBe(0);
    expect(checked()).toHaveLength(before);
  });

  for (const [what, answer] of [
    ['is busy', problem(503, 'unavailable', 'Too many others are waiting.')],
    ['has no active bundle any longer', problem(404, 'bundle_not_found', 'No bundle is active.')],
    ['did not come to the types', { body: { faults: [], unchecked: 'it took longer than 10000 ms' } }],
  ] as const)
    it(`says one quiet line where the server ${what}, and goes on`, async () => {
      const { page } = await dashboard.open(PATH);
      dashboard.api.override(CHECK, answer);
      await write(page, 'return 1;');
      await expect.poll(() => statusOf(page).innerText()).toMatch(/^Types were not checked: [^.]+\.$/);
      expect(await page.getByRole('alert').count()).toBe(0);
      dashboard.api.override(CHECK, undefined);
      await page.keyboard.type(' ');
      await expect.poll(() => statusOf(page).innerText()).toBe('No faults');
    });

  it('is for viewers as well', async () => {
    dashboard.actAs('viewer');
    dashboard.api.override(CHECK, { body: { faults: [{ ...LIS_PETS, line: 1 }] } });
    const { page } = await dashboard.open(PATH);
    await faultsOf(page).getByText("Did you mean 'listPets'?").waitFor();
    expect(await statusOf(page).innerText()).toBe('1 fault');
  });
});

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

  it('shows the signature of a completion beside the list, never on it, on a phone', async () => {
    const { page } = await dashboard.open(PATH, { width: 390 });
    await write(page, 'await petstore.');
    const list = await page.getByRole('listbox').boundingBox();
    const info = page.locator('.cm-completionInfo');
    await info.waitFor();
    await expect
      .poll(async () => {
        const { y = 0, height = 0, x = 0, width = 0 } = (await info.boundingBox()) ?? {};
        const isBeside = list !== null && (y >= list.y + list.height - 1 || y + height <= list.y + 1);
        return { isBeside, isInView: x >= 0 && x + width <= 390 };
      })
      .toEqual({ isBeside: true, isInView: true });
  });

  it('marks a fault where it is, in words', async () => {
    const error = { kind: 'type_error', ...LIS_PETS };
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

  const waitsFor = (approvalId: string): void => {
    const error = { kind: 'approval_pending', message: 'Ask again with the id.', operationId: 'deletePet', approvalId };
    dashboard.api.override(EXECUTE, { body: { ...ANSWER, ok: false, result: null, error } });
  };

  it('leads to the request that waits for a person', async () => {
    waitsFor('apr_first');
    const { page } = await dashboard.open(PATH);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const outcome = page.getByRole('region', { name: 'Outcome' });
    await outcome.getByText(/Nothing is sent until .* Expires in 23 h\./).waitFor();
    // What is said to an agent is of no use to a person.
    expect(await outcome.innerText()).not.toContain('Ask again');
    expect(await pageFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'See the request' }).click();
    await page.getByRole('heading', { level: 1, name: 'Call of deletePet' }).waitFor();
  });

  it('says what became of a request that somebody has decided, and leads to how the script ended', async () => {
    waitsFor('apr_done');
    const { page } = await dashboard.open(PATH);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const outcome = page.getByRole('region', { name: 'Outcome' });
    await outcome.getByText('Approved: deletePet').waitFor();
    await outcome.getByText(/goes on by itself\. .* Decided by Ben Turing 3 h ago\./).waitFor();
    expect(await outcome.innerText()).not.toContain('Waits');
    await outcome.getByRole('link', { name: 'Executions' }).click();
    await page.waitForURL(/tab=executions/);
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
