// The way back: from a position in the JavaScript that ran to the text the agent sent.
import { SourceMap } from 'node:module';
import type { ScriptParts } from './prepare-script.ts';
import type { Position } from './prepared-script.ts';

/** The function is made once per script; it never throws, and never answers with a position outside of the agent's text. */
export function createToAgentPosition({ mappings, columnShift, inserted, lines }: ScriptParts): (line: number, column: number) => Position {
  const map = new SourceMap({
    version: 3,
    file: 'script.js',
    sources: ['script.ts'],
    names: [],
    mappings,
    sourceRoot: '',
    sourcesContent: [],
  });
  return (line, column) => {
    // The wrapper's line is the only one before the script's first; both sides count from 0.
    const entry = map.findEntry(Math.max(0, line - 1), Math.max(0, column - 1 + (line === 1 ? columnShift : 0)));
    if (!('originalLine' in entry) || entry.originalLine < 1) return { line: 1, column: 1 };
    if (entry.originalLine > lines) return { line: lines, column: 1 };
    const at = { line: entry.originalLine, column: entry.originalColumn + 1 };
    if (!inserted || at.line !== inserted.line || at.column < inserted.column) return at;
    return { line: at.line, column: Math.max(inserted.column, at.column - inserted.length) };
  };
}
