import { expect, test } from 'vitest';
import { expectedMethods } from './expected-methods.ts';
import { saidWords } from './said-words.ts';

test.each([
  ['delete a pet', ['DELETE']],
  ['get rid of a pet', ['DELETE']],
  ['who owns the pet', ['GET', 'HEAD']],
  ['I want to create a pet', ['POST', 'PUT']],
  ['Please rename it', ['PUT', 'PATCH', 'POST']],
  ['cancel the order', ['PUT', 'PATCH', 'POST', 'DELETE']],
])('%s', (query, methods) => {
  expect(expectedMethods(saidWords(query))).toEqual(methods);
});

test.each(['', 'the', 'pets of a customer', 'constructor', '__proto__'])('%j leaves it open', (query) => {
  expect(expectedMethods(saidWords(query))).toBeUndefined();
});
