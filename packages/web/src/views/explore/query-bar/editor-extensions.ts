// What the editor of the query bar does: keys, colours, completion, the mark under what is wrong.

import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewline } from '@codemirror/commands';
import { setDiagnostics } from '@codemirror/lint';
import { type Extension, Prec } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view';
import type { ResolvedRange } from '../../../state/time-range.ts';
import { completionSource } from './complete-query.ts';
import { highlightQuery } from './highlight-query.ts';
import { PLACEHOLDER } from './placeholder.ts';
import type { QueryProblemFound } from './use-check.ts';

interface EditorActions {
  readonly onText: (text: string) => void;
  readonly onRun: (text: string) => void;
  readonly range: () => ResolvedRange;
}

export function editorExtensions({ onText, onRun, range }: EditorActions): Extension {
  const run = (view: EditorView): boolean => {
    onRun(view.state.doc.toString());
    return true;
  };
  return [
    Prec.highest(
      keymap.of([
        {
          key: 'Enter',
          run: (view) =>
            completionStatus(view.state) === 'active' && acceptCompletion(view) ? true : run(view),
          shift: insertNewline,
        },
        { key: 'Mod-Enter', run },
        { key: 'Tab', run: acceptCompletion },
      ]),
    ),
    history(),
    drawSelection(),
    closeBrackets(),
    EditorView.lineWrapping,
    placeholder(PLACEHOLDER),
    highlightQuery,
    autocompletion({
      override: [completionSource(range)],
      icons: false,
      // The first is chosen by Enter only when somebody went to it: Enter runs the query.
      selectOnOpen: false,
      interactionDelay: 0,
      maxRenderedOptions: 100,
    }),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    // When there is no completion to close: the keys are the page's again.
    keymap.of([{ key: 'Escape', run: leave }]),
    EditorView.contentAttributes.of({
      'aria-label': 'Query in TraceQL',
      'aria-multiline': 'true',
      spellcheck: 'false',
      autocorrect: 'off',
      autocapitalize: 'off',
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onText(update.state.doc.toString());
    }),
  ];
}

function leave(view: EditorView): boolean {
  view.contentDOM.blur();
  return true;
}

/** What says what is wrong, for those who hear the page. */
export function describe(id: string | undefined): Extension {
  return id === undefined
    ? []
    : EditorView.contentAttributes.of({ 'aria-describedby': id, 'aria-invalid': 'true' });
}

/** A line under the place; the words stand below the bar. */
export function showProblem(view: EditorView, problem: QueryProblemFound | undefined): void {
  const { length } = view.state.doc;
  const isOfThis = problem !== undefined && problem.text === view.state.doc.toString();
  const from = Math.min(problem?.place.start ?? 0, length);
  const to = Math.min(Math.max(problem?.place.end ?? 0, from), length);
  const diagnostics = isOfThis
    ? [{ from, to, severity: 'error' as const, message: problem.message }]
    : [];
  view.dispatch(setDiagnostics(view.state, diagnostics));
}
