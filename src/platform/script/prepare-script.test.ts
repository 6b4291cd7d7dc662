import { describe, expect, test } from 'vitest';
import { prepareScript } from './prepare-script.ts';
import type { ScriptParts } from './prepare-script.ts';

const prepared = (code: string): ScriptParts => {
  const parts = prepareScript(code);
  if (!parts.ok) throw new Error(`${parts.error.message} at ${parts.error.line}:${parts.error.column}`);
  return parts;
};

/** The JavaScript without its layout. */
const js = (code: string): string => prepared(code).js.replaceAll(/\s+/g, ' ').trim();

const refused = (code: string): { message: string; line: number; column: number } => {
  const parts = prepareScript(code);
  if (parts.ok) throw new Error(`it was accepted: ${parts.js}`);
  const { message, line, column } = parts.error;
  return { message, line, column };
};

describe('what is recovered', () => {
  const LIST = 'petstore.listPets()';
  test.each([
    { why: 'a plain script stays as it is', code: `return await ${LIST};`, becomes: `return await ${LIST};`, recovered: [] },
    {
      why: 'a fence with a language goes',
      code: `\`\`\`ts\nreturn ${LIST};\n\`\`\``,
      becomes: `return ${LIST};`,
      recovered: ['removed a Markdown code fence'],
    },
    {
      why: 'prose around a fence goes',
      code: `Here you are:\n\n~~~\nreturn ${LIST};\n~~~\nHope it helps!`,
      becomes: `return ${LIST};`,
      recovered: ['removed a Markdown code fence'],
    },
    {
      why: 'a fence that is never closed goes',
      code: `\`\`\`\nreturn 1;`,
      becomes: 'return 1;',
      recovered: ['removed a Markdown code fence'],
    },
    {
      why: 'a fence closed on the last line of code goes',
      code: '```js\nreturn 1;```',
      becomes: 'return 1;',
      recovered: ['removed a Markdown code fence'],
    },
    {
      why: 'an arrow function around everything goes',
      code: `async () => {\n  return ${LIST};\n}`,
      becomes: `return ${LIST};`,
      recovered: ['removed the function around the script'],
    },
    {
      why: 'an arrow function without braces goes',
      code: `async () => ${LIST}`,
      becomes: `return ${LIST};`,
      recovered: ['removed the function around the script', 'returned the last expression'],
    },
    {
      why: 'an object that is the whole body stays an object',
      code: '() => ({ seen: 2 })',
      becomes: 'return { seen: 2 };',
      recovered: ['removed the function around the script', 'returned the last expression'],
    },
    {
      why: 'the client as a parameter is the global client',
      code: `async (petstore) => { return ${LIST}; }`,
      becomes: `return ${LIST};`,
      recovered: ['removed the function around the script'],
    },
    {
      why: 'a function called at once goes',
      code: `(async () => { return ${LIST}; })();`,
      becomes: `return ${LIST};`,
      recovered: ['removed the function around the script'],
    },
    {
      why: 'a function called at once goes, with those who only report',
      code: `void (async function () { return ${LIST}; })().then((x) => console.log(x)).catch(console.error);`,
      becomes: `return ${LIST};`,
      recovered: ['removed the function around the script'],
    },
    {
      why: 'functions in functions go',
      code: `async () => { await (async () => { return ${LIST}; })(); }`,
      becomes: `return ${LIST};`,
      recovered: ['removed the function around the script'],
    },
    {
      why: 'a chain that does something stays',
      code: `(async () => ${LIST})().then((pets) => pets.length)`,
      becomes: `return (async () => ${LIST})().then((pets) => pets.length);`,
      recovered: ['returned the last expression'],
    },
    {
      why: 'a function that is never called is called',
      code: `async function main() { return ${LIST}; }`,
      becomes: `async function main() { return ${LIST}; } return await main();`,
      recovered: ['called main() and returned its result'],
    },
    {
      why: 'of several functions the one with a usual name is called',
      code: `const sum = (a, b) => a + b;\nconst run = async () => sum(1, 2);`,
      becomes: 'const sum = (a, b) => a + b; const run = async () => sum(1, 2); return await run();',
      recovered: ['called run() and returned its result'],
    },
    {
      why: 'of several functions without a usual name none is called',
      code: 'const one = () => 1;\nconst two = () => 2;',
      becomes: 'const one = () => 1; const two = () => 2;',
      recovered: [],
    },
    {
      why: 'a function that takes the client is called with the global',
      code: `async function main(petstore) { return ${LIST}; }`,
      becomes: `async function main(petstore) { return ${LIST}; } return await main(petstore);`,
      recovered: ['called main(petstore) and returned its result'],
    },
    {
      why: 'a function that needs more is not called',
      code: 'function main(pet, owner) { return pet; }',
      becomes: 'function main(pet, owner) { return pet; }',
      recovered: [],
    },
    {
      why: 'the client as a part of the parameter is the global client',
      code: `async ({ petstore }) => { return ${LIST}; }`,
      becomes: `return ${LIST};`,
      recovered: ['removed the function around the script'],
    },
    {
      why: 'a call at the end is returned',
      code: 'async function main() { return 1; }\nmain();',
      becomes: 'async function main() { return 1; } return main();',
      recovered: ['returned the last expression'],
    },
    {
      why: 'nothing is returned where the script returns by itself',
      code: 'if (x) return 1;\nfoo();',
      becomes: 'if (x) return 1; foo();',
      recovered: [],
    },
    {
      why: 'a return inside of a function is not the script’s',
      code: 'const f = (a) => { return a; };\nf(1);',
      becomes: 'const f = (a) => { return a; }; return f(1);',
      recovered: ['returned the last expression'],
    },
    { why: 'what the console says is not a result', code: 'console.log(1);', becomes: 'console.log(1);', recovered: [] },
    { why: 'an empty script returns nothing', code: ' \n', becomes: '', recovered: [] },
    {
      why: 'a fence in a comment is a comment',
      code: '/*\n```\nno\n```\n*/\nreturn 1;',
      becomes: '/* ``` no ``` */ return 1;',
      recovered: [],
    },
    { why: 'a fence around nothing is nothing', code: '```\n'.repeat(9), becomes: '', recovered: ['removed a Markdown code fence'] },
    { why: 'a fence inside of a text is text', code: 'return `\n\\`\\`\\`js\n`;', becomes: 'return ` \\`\\`\\`js `;', recovered: [] },
  ])('$why', ({ code, becomes, recovered }) => {
    expect(js(code)).toBe(becomes);
    expect(prepared(code).recovered).toEqual(recovered);
  });

  test('what is checked is the agent’s text with every position kept', () => {
    const code = 'Look:\n```ts\nasync () => {\n  const a: number = 1;\n  return a;\n}\n```';
    const { checked } = prepared(code);
    expect(checked).toHaveLength(code.length);
    expect(checked.split('\n').map((line) => line.trimEnd())).toEqual(['', '', '', '  const a: number = 1;', '  return a;', '', '']);
  });
});

describe('types', () => {
  test.each([
    ['annotations', 'const a: number = 1; return a as unknown;', 'const a = 1; return a;'],
    ['types and interfaces', 'type P = { a: 1 }; interface Q { b: 2 } const p: P & Q = x; return p!;', 'const p = x; return p;'],
    [
      'generics and satisfies',
      'const m = new Map<string, number>(); return (m satisfies object).size;',
      'const m = new Map(); return m.size;',
    ],
  ])('%s are stripped', (_, code, becomes) => {
    expect(js(code)).toBe(becomes);
  });

  test('enums and parameter properties run as TypeScript runs them', () => {
    const code = 'enum Size { Small, Large }\nclass Box { constructor(readonly size: Size) {} }\nreturn new Box(Size.Large).size;';
    // The body of an async function is what the sandbox gets.
    const AsyncFunction = (async () => undefined).constructor as new (body: string) => () => Promise<unknown>;
    return expect(new AsyncFunction(prepared(code).js)()).resolves.toBe(1);
  });
});

describe('what is refused, where the agent wrote it', () => {
  test.each([
    ['an import', 'import fs from "node:fs";\nreturn fs;', 1, 1],
    ['an import behind other statements', 'const a = 1;\n  import fs from "node:fs";', 2, 3],
    ['an import as a call', 'const fs = await import("node:fs");', 1, 18],
    ['an export', 'export default async function () {}', 1, 1],
    ['an export in a function around everything', '```\nexport const a = 1;\n```', 2, 1],
  ])('%s', (_, code, line, column) => {
    expect(refused(code)).toEqual({ message: expect.stringContaining('no modules') as string, line, column });
  });

  test.each([
    ['a missing parenthesis', 'if (x) {\n foo(', 2, 6],
    ['a brace too much', 'foo();\n }', 2, 2],
    ['an expression without an end', 'const a = 1;\nconst b = a +;', 2, 14],
    ['behind characters of two units', 'const s = "😀😀"; const = 1;', 1, 25],
    ['inside of a fence', '```ts\nreturn 1 +;\n```', 2, 11],
    ['a text without an end', 'return "abc', 1, 8],
  ])('%s', (_, code, line, column) => {
    const { line: at, column: atColumn } = refused(code);
    expect([at, atColumn]).toEqual([line, column]);
  });

  test.each(['} evil(); {', '}}} ; (() => {', 'return 1; } async function other() { return 2;'])(
    'a script cannot leave its function: %s',
    (code) => {
      expect(refused(code)).toMatchObject({ line: 1 });
    },
  );

  test('a script nested too deeply is refused before the compiler sees it', () => {
    expect(refused(`return ${'!'.repeat(600)}1;`).message).toContain('500 levels');
  });

  test('the header is read all the same', () => {
    expect(prepareScript('/** @intent Tag pets */\nreturn (;')).toMatchObject({ ok: false, header: { intent: 'Tag pets' } });
  });
});

test('a script of 64 KiB takes less than a second', () => {
  const code = Array.from({ length: 1_000 }, (_, i) => `const pet${i}: Pet = await petstore.getPet({ petId: "${i}" });`).join('\n');
  const start = performance.now();
  prepared(code.slice(0, code.lastIndexOf('\n', 65_536)));
  expect(performance.now() - start).toBeLessThan(1_000);
});
