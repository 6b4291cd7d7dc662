// What keeps a monitor from doing what was meant.
import { expect, test } from 'vitest';
import { findWarnings } from './find-warnings.ts';

const WELL = {
  toolName: 'order_get',
  isServerActive: true,
  tool: { isDestructive: false, hasOutputSchema: true },
  allowDestructive: false,
  validateOutputSchema: true,
};

test.each([
  ['nothing, when all is well', {}, []],
  ['nothing, of a destructive tool that was allowed', { tool: { isDestructive: true, hasOutputSchema: true }, allowDestructive: true }, []],
  ['that the tool left the catalog', { tool: undefined }, [/order_get left the catalog/]],
  ['that the tool became destructive', { tool: { isDestructive: true, hasOutputSchema: true } }, [/marked destructive/]],
  ['that the output schema is gone', { tool: { isDestructive: false, hasOutputSchema: false } }, [/no output schema any more/]],
  ['of both', { tool: { isDestructive: true, hasOutputSchema: false } }, [/destructive/, /output schema/]],
  ['of the archived server alone', { isServerActive: false, tool: undefined }, [/server is archived/]],
])('warns %s', (_what, changes, expected) => {
  expect(findWarnings({ ...WELL, ...changes })).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
});
