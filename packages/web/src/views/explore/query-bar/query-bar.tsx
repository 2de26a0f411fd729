// The query bar: the text, what is wrong with it, Run, and the queries of before. The editor, as large as the rest
// of the page, is loaded when somebody comes near; until then the text stands in a plain field that works as well.

import { useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import './query-bar.css';
import type { ResolvedRange } from '../../../state/time-range.ts';
import { isTyping } from '../../../widgets/is-typing.ts';
import { PlainField } from './plain-field.tsx';
import type { QueryEditor } from './query-editor.tsx';
import { QueryMenu } from './query-menu.tsx';
import { QueryProblem } from './query-problem.tsx';
import { rememberQuery } from './recent-queries.ts';
import { useCheck } from './use-check.ts';

interface LoadedEditor {
  readonly Editor: typeof QueryEditor;
  /** Where somebody was typing in the plain field. */
  readonly cursor: number | undefined;
}

interface QueryBarProps {
  readonly text: string;
  /** Whether it may be no query: it was typed and not run, or running it failed. */
  readonly isOpen: boolean;
  readonly range: ResolvedRange;
  readonly onText: (text: string) => void;
  readonly onRun: (text: string) => void;
}

const PROBLEM_ID = 'query-problem';

export function QueryBar({ text, isOpen, range, onText, onRun }: QueryBarProps) {
  const { problem, isFresh } = useCheck(text, isOpen);
  const run = useCallback(
    (next: string) => {
      rememberQuery(next);
      onRun(next);
    },
    [onRun],
  );
  const boxRef = useRef<HTMLDivElement>(null);
  const [loaded, setLoaded] = useState<LoadedEditor>();
  const load = async (): Promise<void> => {
    const { QueryEditor: Editor } = await import('./query-editor.tsx');
    const plain = boxRef.current?.querySelector('textarea');
    const isInUse = plain != null && plain === document.activeElement;
    const cursor = isInUse ? plain.selectionEnd : undefined;
    // At once: a key pressed between the two fields would be lost.
    flushSync(() => setLoaded((before) => before ?? { Editor, cursor }));
  };
  // Without the editor the plain field goes on doing its work.
  const come = (): void => {
    if (loaded === undefined) load().catch(() => {});
  };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || isTyping(event)) return;
      event.preventDefault();
      boxRef.current?.querySelector<HTMLElement>('textarea, .cm-content')?.focus();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  const field = {
    text,
    onText,
    onRun: run,
    describedBy: problem === undefined ? undefined : PROBLEM_ID,
  };
  return (
    <div className="query">
      {/* biome-ignore lint/a11y/useSemanticElements: <search> is not known to all readers yet */}
      <div className="query-line" role="search">
        <div ref={boxRef} className={`query-box ${problem === undefined ? '' : 'query-box-wrong'}`}>
          {loaded === undefined ? (
            <PlainField {...field} onNear={come} />
          ) : (
            <loaded.Editor {...field} range={range} problem={problem} cursor={loaded.cursor} />
          )}
        </div>
        <button
          type="button"
          className="button button-primary run"
          data-testid="run"
          title="Run the query (Enter)"
          onClick={() => run(text)}
        >
          Run
        </button>
        <QueryMenu text={text} onChoose={run} />
      </div>
      <QueryProblem
        id={PROBLEM_ID}
        text={text}
        problem={problem}
        isFresh={isFresh}
        onText={onText}
      />
    </div>
  );
}
