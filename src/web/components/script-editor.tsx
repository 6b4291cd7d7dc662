// An editor for scripts against an SDK: completion, faults in place, Ctrl Enter runs. Tab leaves it, as everywhere.
import { useEffect, useImperativeHandle, useRef } from 'react';
import type { Ref } from 'react';
import type { EditorView } from '@codemirror/view';
import type { Operation } from '../api/bundles.ts';
import { createScriptEditor, goTo, insertLine, showFaults } from './create-script-editor.ts';
import type { Fault } from './create-script-editor.ts';

export interface EditorHandle {
  text(): string;
  /** Puts a line below the one of the cursor, and the cursor behind it. */
  insert(line: string): void;
  /** Puts the cursor there. */
  goTo(fault: Fault): void;
}

interface ScriptEditorProps {
  readonly label: string;
  readonly start: string;
  readonly clientName: string;
  readonly operations: readonly Operation[];
  /** Undefined leaves marked what is marked: the marks move with the text. */
  readonly faults: readonly Fault[] | undefined;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
  readonly ref: Ref<EditorHandle>;
}

export function ScriptEditor({ label, start, clientName, operations, faults, onChange, onRun, ref }: ScriptEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  // The editor outlives many renders: it asks for what is current when something happens.
  const latest = useRef({ onChange, onRun });
  const first = useRef(start);
  useEffect(() => {
    latest.current = { onChange, onRun };
  });
  useEffect(() => {
    if (place.current === null) return undefined;
    const made = createScriptEditor(shadowOf(place.current), {
      label,
      text: first.current,
      clientName,
      operations,
      onChange: (text) => {
        first.current = text;
        latest.current.onChange(text);
      },
      onRun: () => latest.current.onRun(),
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [label, clientName, operations]);
  useEffect(() => {
    if (view.current !== null && faults !== undefined) showFaults(view.current, faults);
  }, [faults]);
  useImperativeHandle(ref, () => ({
    text: () => view.current?.state.doc.toString() ?? first.current,
    insert: (line) => view.current !== null && insertLine(view.current, line),
    goTo: (fault) => view.current !== null && goTo(view.current, fault),
  }));
  return <div ref={place} className="script-editor" />;
}

/**
 * The editor brings its styles with it. In a document it would write them as elements, which the content security policy forbids;
 * in a tree of its own it adopts them as objects.
 */
const shadowOf = (host: HTMLElement): ShadowRoot => host.shadowRoot ?? host.attachShadow({ mode: 'open' });
