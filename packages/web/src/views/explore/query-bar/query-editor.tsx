// The editor of the query bar, as a part of the page: CodeMirror holds the text while somebody types, and the
// page hears of every change. Loaded on its own, since it is as large as the rest of the page.

import { Compartment, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef } from 'react';
import type { ResolvedRange } from '../../../state/time-range.ts';
import { describe, editorExtensions, showProblem } from './editor-extensions.ts';
import type { QueryProblemFound } from './use-check.ts';

interface QueryEditorProps {
  readonly text: string;
  readonly range: ResolvedRange;
  readonly problem: QueryProblemFound | undefined;
  readonly describedBy: string | undefined;
  /** Where somebody is typing in the plain field, who goes on typing here. */
  readonly cursor: number | undefined;
  readonly onText: (text: string) => void;
  readonly onRun: (text: string) => void;
}

export function QueryEditor(props: QueryEditorProps) {
  const { text, problem, describedBy } = props;
  const hostRef = useRef<HTMLDivElement>(null);
  const viewRef = useRef<EditorView>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const description = useRef(new Compartment());
  /** What was typed and is not the page's text yet. */
  const typedAhead = useRef(new Set<string>());

  // In the place of the plain field before anything else can be typed.
  useLayoutEffect(() => {
    const host = hostRef.current;
    if (host === null) return;
    const view = new EditorView({
      parent: host,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          description.current.of([]),
          editorExtensions({
            onRun: (typed) => latest.current.onRun(typed),
            onText: (typed) => {
              typedAhead.current.add(typed);
              latest.current.onText(typed);
            },
            range: () => latest.current.range,
          }),
        ],
      }),
    });
    viewRef.current = view;
    if (latest.current.cursor !== undefined) {
      view.focus();
      view.dispatch({
        selection: { anchor: Math.min(latest.current.cursor, view.state.doc.length) },
      });
    }
    return () => view.destroy();
  }, []);

  useEffect(() => {
    const view = viewRef.current;
    if (view === undefined) return;
    const typed = view.state.doc.toString();
    if (typed === text) typedAhead.current.clear();
    // What comes back from the page when somebody has typed on is older than what stands here.
    if (typed === text || typedAhead.current.has(text)) return;
    view.dispatch({
      changes: { from: 0, to: typed.length, insert: text },
      selection: { anchor: text.length },
    });
  });

  useEffect(() => {
    if (viewRef.current !== undefined) showProblem(viewRef.current, problem);
  }, [problem]);

  useEffect(() => {
    viewRef.current?.dispatch({
      effects: description.current.reconfigure(describe(describedBy)),
    });
  }, [describedBy]);

  return <div ref={hostRef} className="query-editor" data-testid="query-editor" />;
}
