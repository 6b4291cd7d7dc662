import { describe, expect, it } from 'vitest';
import { documentFacts } from './document-facts.ts';

const CASES: readonly (readonly [string, string, ReturnType<typeof documentFacts>])[] = [
  [
    'JSON',
    '{"openapi":"3.1.0","info":{"title":" Petstore "},"servers":[{"url":"https://api.petstore.example/v1"}]}',
    { title: 'Petstore', serverUrl: 'https://api.petstore.example/v1' },
  ],
  [
    'YAML',
    'openapi: 3.0.3\ninfo:\n  version: 1.0.0\n  title: "Pet store"\nservers:\n  - url: https://api.petstore.example\npaths: {}\n',
    { title: 'Pet store', serverUrl: 'https://api.petstore.example' },
  ],
  [
    'YAML in short',
    'openapi: 3.0.3\ninfo: {title: Petstore, version: 1.1.0}\nservers: [{url: https://api.petstore.example/v1}]\npaths:\n  /: {}\n',
    { title: 'Petstore', serverUrl: 'https://api.petstore.example/v1' },
  ],
  [
    'an address with variables, which nobody can call',
    '{"info":{"title":"A"},"servers":[{"url":"https://{region}.example.com"}]}',
    { title: 'A', serverUrl: undefined },
  ],
  ['half a document', '{"info":{"title":', { title: undefined, serverUrl: undefined }],
  ['something else', '[1]', { title: undefined, serverUrl: undefined }],
  ['wrong types', '{"info":{"title":7},"servers":"no"}', { title: undefined, serverUrl: undefined }],
];

describe('what a document tells in advance', () => {
  it.each(CASES)('reads %s', (_, text, facts) => expect(documentFacts(text)).toEqual(facts));
});
