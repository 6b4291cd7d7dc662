// Badges: well-formed whatever a label holds, and as wide as their words.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { badgeSvg } from './badge.ts';

const widthOf = (svg: string): number => Number(/width="(\d+)"/.exec(svg)?.[1]);

test('a badge says its words to those who see it and to those who hear it', () => {
  const svg = badgeSvg({ label: 'uptime', text: '99.98 % · 90 d', tone: 'pass' });
  expect(svg).toContain('<title>uptime: 99.98 % · 90 d</title>');
  expect(svg).toContain('aria-label="uptime: 99.98 % · 90 d"');
  expect(svg).toContain('>99.98 % · 90 d</text>');
  expect(widthOf(svg)).toBeGreaterThan(100);
  expect(widthOf(svg)).toBeLessThan(200);
});

test('whatever a label holds, the image has the same elements, no character XML forbids, and a bounded width', () => {
  const skeletonOf = (svg: string): string => svg.replaceAll(/>[^<]*</g, '><').replaceAll(/"[^"]*"/g, '""');
  const plain = skeletonOf(badgeSvg({ label: 'a', text: 'b', tone: 'fail' }));
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom('<script>alert(1)</script>', '"/><image href="x"/>', ']]>', '&#x0;', '\u0000\u0008\uFFFE\uD800'),
  );
  fc.assert(
    fc.property(hostile, (label) => {
      const svg = badgeSvg({ label, text: 'failing', tone: 'fail' });
      expect(skeletonOf(svg)).toBe(plain);
      // oxlint-disable-next-line no-control-regex -- naming them is the point
      expect(svg).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/);
      expect(svg.isWellFormed()).toBe(true);
      expect(widthOf(svg)).toBeLessThan(700);
    }),
  );
});
