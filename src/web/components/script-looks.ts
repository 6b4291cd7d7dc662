// How the script editor looks: the colours of the dashboard, light and dark alike.
import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

export const scriptColours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword], color: 'var(--accent)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--pass)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--partial)' },
  { tag: [tags.comment, tags.docComment], color: 'var(--faint)' },
  { tag: [tags.typeName, tags.className], color: 'var(--error)' },
  { tag: [tags.propertyName, tags.function(tags.propertyName), tags.variableName], color: 'var(--ink)' },
  { tag: tags.invalid, color: 'var(--fail)' },
]);

export const scriptLooks = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'transparent', fontSize: '0.8125rem' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-data)', lineHeight: '1.35rem', minHeight: '18rem', maxHeight: '32rem' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '10px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--selected)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--faint)', border: '0' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--hover) 60%, transparent)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--selected)', outline: '1px solid var(--line-strong)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
    boxShadow: 'var(--shadow-overlay)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-data)', maxHeight: '16rem', maxWidth: 'min(30rem, 90vw)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--selected)', color: 'var(--ink)' },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal', marginLeft: '1em' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600', color: 'var(--accent)' },
  '.cm-tooltip.cm-completionInfo': { padding: '8px 10px', maxWidth: 'min(26rem, 52vw)' },
  // Where there is room on neither side, it would lie on the other options.
  '.cm-completionInfo.cm-completionInfo-right-narrow': { left: '0' },
  '.cm-completionInfo.cm-completionInfo-right-narrow[style^=top]': { top: '100% !important' },
  '.cm-completionInfo.cm-completionInfo-right-narrow[style^=bottom]': { bottom: '100% !important' },
  '.cm-completionInfo pre': { margin: '0', font: '0.75rem/1.2rem var(--font-data)', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  '.cm-completionInfo p': { font: '0.8125rem/1.25rem var(--font-ui)', color: 'var(--muted)', margin: '4px 0 0' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--fail-mark)' },
  '.cm-tooltip-lint': { maxWidth: 'min(32rem, 92vw)', overflowWrap: 'anywhere' },
  '.cm-diagnosticText': { fontFamily: 'var(--font-ui)', whiteSpace: 'pre-wrap' },
  // Theirs is an image; ours has the colour of the underline.
  '.cm-lint-marker-error': {
    content: 'normal',
    width: '0.5em',
    height: '0.5em',
    margin: '0.4em 0.2em',
    borderRadius: '50%',
    backgroundColor: 'var(--fail-mark)',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--fail-mark)',
    textUnderlineOffset: '3px',
  },
});
