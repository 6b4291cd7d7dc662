// Compiled schemas are remembered by content, and one server's schema never answers for another's.
import { expect, test } from 'vitest';
import { createOutputValidators } from './output-validators.ts';

const total = (type: string, more: Record<string, unknown> = {}) => ({
  type: 'object',
  properties: { total: { type } },
  required: ['total'],
  ...more,
});

test('the same schema is compiled once, however often a session sends it', () => {
  const validators = createOutputValidators();
  expect(validators.getValidator(total('number'))).toBe(validators.getValidator(total('number')));
  expect(validators.getValidator(total('number'))).not.toBe(validators.getValidator(total('string')));
});

test('two servers may use the same $id for different schemas', () => {
  const validators = createOutputValidators();
  const numbers = validators.getValidator(total('number', { $id: 'https://example.com/answer' }));
  const texts = validators.getValidator(total('string', { $id: 'https://example.com/answer' }));
  expect(numbers({ total: 1 }).valid).toBe(true);
  expect(texts({ total: 1 })).toMatchObject({ valid: false, errorMessage: expect.stringContaining('must be string') });
});

test('each dialect keeps its own meaning', () => {
  const validators = createOutputValidators();
  const schema = { type: 'array', prefixItems: [{ type: 'number' }] } as const;
  const draft07 = validators.getValidator({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' });
  expect(draft07(['a word']).valid).toBe(true);
  const newest = validators.getValidator({ ...schema, $schema: 'https://json-schema.org/draft/2020-12/schema' });
  expect(newest(['a word']).valid).toBe(false);
});

test('a schema that does not compile fails each time', () => {
  const validators = createOutputValidators();
  const broken = { type: 'object', properties: { a: { $ref: 'https://elsewhere.example/schema' } } };
  expect(() => validators.getValidator(broken)).toThrow();
  expect(() => validators.getValidator(broken)).toThrow();
});

test('the memory is bounded: what was not used for long is compiled again', () => {
  const validators = createOutputValidators();
  const first = validators.getValidator(total('number', { title: 'first' }));
  for (let i = 0; i < 250; i += 1) {
    validators.getValidator(total('number', { title: `other ${i}` }));
    if (i === 120) expect(validators.getValidator(total('number', { title: 'first' }))).toBe(first);
  }
  expect(validators.getValidator(total('number', { title: 'other 0' }))).not.toBe(
    validators.getValidator(total('number', { title: 'other 249' })),
  );
  const again = validators.getValidator(total('number', { title: 'other 0' }));
  expect(again({ total: 1 }).valid).toBe(true);
});
