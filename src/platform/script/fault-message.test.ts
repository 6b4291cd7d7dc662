import { expect, test } from 'vitest';
import { faultMessage, isImplicitAny } from './fault-message.ts';

test('what the compiler says below is said on the same line', () => {
  const words = {
    code: 2345,
    text: "Argument of type 'A' is not assignable.",
    messageChain: [{ code: 1, text: "Types of property 'x'\nare incompatible." }],
  };
  expect(faultMessage(words)).toBe("Argument of type 'A' is not assignable. Types of property 'x' are incompatible.");
});

test('advice for a project on disk becomes advice for a script', () => {
  const text = "Cannot find name 'process'. Do you need to install type definitions for node? Try `npm i --save-dev @types/node`.";
  const message = faultMessage({ code: 2591, text });
  expect(message).toBe(
    "Cannot find name 'process'. Scripts have the client of the SDK, the built-ins of the language and `console`, and nothing else.",
  );
});

const LONG = `{ ${'a: number; '.repeat(200)}}`;

test('a type of any length keeps both ends, and the advice behind it', () => {
  const message = faultMessage({ code: 2561, text: `'x' does not exist in type '${LONG}'. Did you mean to write 'y'?` });
  expect(message.length).toBeLessThan(300);
  expect(message).toContain("in type '{ a: number;");
  expect(message.endsWith("}'. Did you mean to write 'y'?")).toBe(true);
});

test('a client of a thousand functions is not begun to be listed', () => {
  const text = `Property 'x' does not exist on type '${LONG}'. Did you mean 'y'?`;
  expect(faultMessage({ code: 2551, text })).toBe("Property 'x' does not exist on type '{ … }'. Did you mean 'y'?");
});

test('a message is bounded whatever it is', () => {
  expect(faultMessage({ code: 1, text: '😀'.repeat(5_000) }).length).toBeLessThanOrEqual(1_001);
});

test('missing annotations are no faults', () => {
  expect([7006, 7031, 7053].every(isImplicitAny)).toBe(true);
  expect([2345, 18048, 1110].some(isImplicitAny)).toBe(false);
});
