// What the keyboard and the pointer can do.

import { Fragment, useEffect, useRef } from 'react';
import { CloseIcon } from '../widgets/icons.tsx';

interface HelpSection {
  readonly title: string;
  readonly keys: readonly (readonly [keys: readonly string[], meaning: string])[];
}

const SECTIONS: readonly HelpSection[] = [
  {
    title: 'Everywhere',
    keys: [
      [['Ctrl K'], 'Jump to a trace by its id'],
      [['?'], 'This help'],
    ],
  },
  {
    title: 'Explore',
    keys: [
      [['Enter'], 'In a filter: run the search'],
      [['↑', '↓'], 'In the results: previous, next trace'],
    ],
  },
  {
    title: 'Trace',
    keys: [
      [['↑', '↓'], 'Previous, next span'],
      [['→', '←'], 'Open or go to the first child; fold or go to the parent'],
      [['Home', 'End'], 'First, last span'],
      [['Shift →', 'Shift ←'], 'Show one level more, one level less'],
      [['Z', 'double click'], 'Zoom to the span'],
      [['Ctrl wheel'], 'Zoom at the pointer; Shift wheel moves'],
      [['Drag on the ruler'], 'Zoom to what was dragged over'],
      [['Drag on the overview'], 'Choose, move or resize the part that is shown'],
      [['Esc'], 'One step back: the zoom, then the selection'],
    ],
  },
];

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    ref.current?.showModal();
  }, []);
  return (
    <dialog ref={ref} className="dialog" aria-labelledby="help-title" onClose={onClose}>
      <div className="dialog-head">
        <h2 id="help-title">Keyboard and pointer</h2>
        <button
          type="button"
          className="button button-quiet button-icon"
          aria-label="Close"
          onClick={() => ref.current?.close()}
        >
          <CloseIcon />
        </button>
      </div>
      <div className="keys">
        {SECTIONS.map((section) => (
          <Fragment key={section.title}>
            <h3>{section.title}</h3>
            {section.keys.map(([keys, meaning]) => (
              <Fragment key={meaning}>
                <span>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </span>
                <span>{meaning}</span>
              </Fragment>
            ))}
          </Fragment>
        ))}
      </div>
    </dialog>
  );
}
