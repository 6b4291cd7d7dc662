// Sets up CodeMirror for scripts: language, completion, keys and looks, and marks what is wrong where it is wrong.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from '@codemirror/commands';
import { javascript, javascriptLanguage, localCompletionSource, typescriptLanguage } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import type { Diagnostic } from '@codemirror/lint';
import { EditorState, Prec } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import type { Operation } from '../api/bundles.ts';
import { visibleText } from '../text/visible-text.ts';
import { scriptColours, scriptLooks } from './script-looks.ts';
import { sdkCompletion } from './sdk-completion.ts';

export interface Fault {
  readonly message: string;
  /** From 1. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

export interface ScriptEditorOptions {
  readonly label: string;
  readonly text: string;
  readonly clientName: string;
  readonly operations: readonly Operation[];
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
}

/** What the server takes. */
const MAX_CHARS = 65_536;

export function createScriptEditor(root: ShadowRoot, options: ScriptEditorOptions): EditorView {
  const { label, text, clientName, operations, onChange, onRun } = options;
  const complete = sdkCompletion(clientName, operations);
  const runKey = { key: 'Mod-Enter', run: () => (onRun(), true), preventDefault: true };
  return new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        Prec.highest(keymap.of([runKey])),
        history(),
        lineNumbers(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of('  '),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        lintGutter(),
        autocompletion({ icons: false }),
        javascript({ typescript: true }),
        [typescriptLanguage, javascriptLanguage].map((language) => [
          language.data.of({ autocomplete: complete }),
          language.data.of({ autocomplete: localCompletionSource }),
        ]),
        syntaxHighlighting(scriptColours),
        scriptLooks,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', autocapitalize: 'off' }),
        EditorState.changeFilter.of((change) => change.newDoc.length <= MAX_CHARS),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
      ],
    }),
  });
}

/** In the place of what was marked before. Neither the text nor the cursor nor a list of completions is touched. */
export function showFaults(view: EditorView, faults: readonly Fault[]): void {
  view.dispatch(
    setDiagnostics(
      view.state,
      faults.flatMap((fault) => diagnosticOf(view.state, fault)),
    ),
  );
}

function diagnosticOf(state: EditorState, fault: Fault): Diagnostic[] {
  const from = offsetOf(state, fault);
  if (from === undefined) return [];
  const { to: end } = state.doc.lineAt(from);
  const word = state.wordAt(from);
  const to = word !== null && word.to > from ? word.to : Math.min(from + 1, end);
  return [{ from, to, severity: 'error', message: visibleText(fault.message) }];
}

/** Undefined where the text has no such line. */
function offsetOf({ doc }: EditorState, { line, column = 1 }: Fault): number | undefined {
  if (line === undefined || line < 1 || line > doc.lines) return undefined;
  const { from, to } = doc.line(line);
  return Math.min(from + Math.max(0, column - 1), to);
}

/** To the end of a text that has no such line any longer. */
export function goTo(view: EditorView, fault: Fault): void {
  const anchor = offsetOf(view.state, fault) ?? view.state.doc.length;
  view.dispatch({ selection: { anchor }, scrollIntoView: true });
  view.focus();
}

export function insertLine(view: EditorView, text: string): void {
  const line = view.state.doc.lineAt(view.state.selection.main.head);
  // An empty line is taken; otherwise the text gets one of its own.
  const insert = line.text.trim() === '' ? text : `\n${text}`;
  const from = line.text.trim() === '' ? line.from : line.to;
  view.dispatch({
    changes: { from, to: line.to, insert },
    selection: { anchor: from + insert.length },
    scrollIntoView: true,
    userEvent: 'input',
  });
  insertNewlineAndIndent(view);
  view.focus();
}
