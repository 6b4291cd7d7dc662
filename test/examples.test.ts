// The examples are stories that are tests: each runs as a reader would run it, and its README fits one screen.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const EXAMPLES = join(import.meta.dirname, '../examples');
const STORIES = readdirSync(EXAMPLES, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const SCREEN_LINES = 45;
const LONGEST_MS = 90_000;

/** In a bare environment, so that settings of whoever runs the tests change nothing. */
const runStory = (story: string): Promise<{ exitCode: number; output: string }> =>
  new Promise((resolve) => {
    const env = { PATH: process.env['PATH'] ?? '' };
    const child = execFile(process.execPath, [join(EXAMPLES, story, 'run.ts')], { env, timeout: LONGEST_MS }, (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? 1, output: stdout + stderr }),
    );
  });

test('there are examples', () => expect(STORIES).toEqual(expect.arrayContaining(['01-first-workflow', '04-publish-an-api', '06-ci-gate'])));

test.each(STORIES)(
  '%s runs to its end, and shows what it asserts',
  async (story) => {
    const { exitCode, output } = await runStory(story);
    expect(exitCode, output).toBe(0);
    expect(output).toMatch(/\bpass\b/i);
  },
  LONGEST_MS,
);

test.each(STORIES)('the README of %s fits one screen and says how to run it', (story) => {
  const text = readFileSync(join(EXAMPLES, story, 'README.md'), 'utf8');
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(SCREEN_LINES);
  expect(text).toContain(`npx node examples/${story}/run.ts`);
});
