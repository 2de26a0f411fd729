// The colours of a query in the editor.

import { RangeSetBuilder } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import { type HighlightKind, highlights } from './highlights.ts';

const MARKS: Readonly<Record<HighlightKind, Decoration>> = {
  field: Decoration.mark({ class: 'tok-field' }),
  text: Decoration.mark({ class: 'tok-text' }),
  number: Decoration.mark({ class: 'tok-number' }),
  value: Decoration.mark({ class: 'tok-value' }),
  word: Decoration.mark({ class: 'tok-word' }),
  bracket: Decoration.mark({ class: 'tok-bracket' }),
  comment: Decoration.mark({ class: 'tok-comment' }),
};

function decorate(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to, kind } of highlights(view.state.doc.toString())) {
    if (to > from) builder.add(from, to, MARKS[kind]);
  }
  return builder.finish();
}

export const highlightQuery = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged) this.decorations = decorate(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
