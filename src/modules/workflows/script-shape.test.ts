// Which prompts look like a step script.
import { expect, test } from 'vitest';
import { firstNonStep } from './script-shape.ts';

test.each([
  ['1. call list\n2. call get with {"id":"$1.id"}\nanswer done', undefined],
  ['# first\n\n1. call list', undefined],
  ['Find the order.', 1],
  ['1. call list\nthen get it', 2],
  ['answer first\n1. call list', 1],
  ['answer alone', 1],
  ['', 1],
])('%j: first other line is %s', (prompt, line) => expect(firstNonStep(prompt)).toBe(line));
