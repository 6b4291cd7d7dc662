import { expect, test } from 'vitest';
import { textVector } from './char-vectors.ts';

const cosine = (left: string, right: string): number => {
  const [a, b] = [textVector(left), textVector(right)];
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
};

test('a text is as long as any other, and like itself', () => {
  expect(cosine('list the open invoices', 'list the open invoices')).toBeCloseTo(1, 5);
  expect(textVector(' -- ').every((value) => value === 0)).toBe(true);
});

test('texts that are spelled alike are closer than texts that are not', () => {
  expect(cosine('refund an invoice', 'invoice refunds')).toBeGreaterThan(0.4);
  expect(cosine('refund an invoice', 'weather tomorrow')).toBeLessThan(0.2);
});
