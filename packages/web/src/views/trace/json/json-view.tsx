// A JSON text to read: folded where it is long, searched, copied; only the lines in view exist.

import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import {
  foldFromDepth,
  type JsonLines,
  lineOfOffset,
  revealLine,
  visibleLines,
} from '../../../data/json-lines.ts';
import { CopyButton } from '../../../widgets/copy-button.tsx';
import { LoadingText } from '../../../widgets/message.tsx';
import { JsonLine } from './json-line.tsx';
import { JsonSearch } from './json-search.tsx';
import { useJsonLines } from './use-json-lines.ts';

const LINE_HEIGHT = 24;
const OVERSCAN_LINES = 20;

/** As many as can be read at once; above it spans are folded, which stand at this depth. */
const MAX_OPEN_LINES = 1_500;
const SPAN_DEPTH = 6;

/** Browsers have no scroll heights beyond some 17 million pixels. */
const MAX_EXPANDED_LINES = 800_000;

interface JsonViewProps {
  readonly text: string;
  readonly what: string;
  readonly choice: ReactNode;
  readonly children?: ReactNode;
}

export function JsonView(props: JsonViewProps) {
  const lines = useJsonLines(props.text);
  if (lines !== undefined) return <ReadyJson key={props.what} {...props} lines={lines} />;
  return (
    <>
      <div className="view-bar">{props.choice}</div>
      <div className="json-note">
        <LoadingText>Reading the JSON…</LoadingText>
      </div>
    </>
  );
}

function usualFolding(lines: JsonLines): Uint8Array {
  return lines.count <= MAX_OPEN_LINES
    ? new Uint8Array(lines.count)
    : foldFromDepth(lines, SPAN_DEPTH);
}

interface ReadyJsonProps extends JsonViewProps {
  readonly lines: JsonLines;
}

function ReadyJson({ text, what, choice, children, lines }: ReadyJsonProps) {
  const [state, setState] = useState(() => ({ of: lines, folded: usualFolding(lines) }));
  const folded = state.of === lines ? state.folded : usualFolding(lines);
  const fold = (next: Uint8Array): void => setState({ of: lines, folded: next });
  const visible = useMemo(() => visibleLines(lines, folded), [lines, folded]);
  const [found, setFound] = useState<{ readonly at: number; readonly length: number }>();
  const goTo = (at: number, length: number): void => {
    setFound({ at, length });
    fold(revealLine(lines, folded, lineOfOffset(lines, at)));
  };
  const canExpand = lines.count <= MAX_EXPANDED_LINES;
  return (
    <>
      <div className="view-bar">
        {choice}
        <JsonSearch
          text={text}
          at={found?.at}
          onFound={goTo}
          onCleared={() => setFound(undefined)}
        />
        <div className="view-bar-end">
          <button
            type="button"
            className="button button-quiet"
            disabled={!canExpand}
            title={canExpand ? undefined : 'There are more lines than a browser can scroll'}
            onClick={() => fold(new Uint8Array(lines.count))}
          >
            Expand all
          </button>
          <button
            type="button"
            className="button button-quiet"
            onClick={() => fold(foldFromDepth(lines, 1))}
          >
            Collapse
          </button>
          <CopyButton text={text} what={what}>
            Copy
          </CopyButton>
          {children}
        </div>
      </div>
      <Lines
        {...{ lines, visible, folded, found, what }}
        onToggle={(line) => {
          const next = folded.slice();
          next[line] = folded[line] === 1 ? 0 : 1;
          fold(next);
        }}
      />
    </>
  );
}

interface LinesProps {
  readonly lines: JsonLines;
  readonly visible: Int32Array;
  readonly folded: Uint8Array;
  readonly found: { readonly at: number; readonly length: number } | undefined;
  readonly what: string;
  readonly onToggle: (line: number) => void;
}

function Lines({ lines, visible, folded, found, what, onToggle }: LinesProps) {
  const scrollerRef = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: visible.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: OVERSCAN_LINES,
  });
  const scrollTo = virtualizer.scrollToIndex;
  useEffect(() => {
    if (found === undefined) return;
    const index = visible.indexOf(lineOfOffset(lines, found.at));
    if (index >= 0) scrollTo(index, { align: 'center' });
  }, [found, lines, visible, scrollTo]);
  return (
    <section
      ref={scrollerRef}
      className="json-scroll mono"
      data-testid="json"
      data-lines={lines.count}
      // Whoever has no pointer must be able to scroll it.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
      tabIndex={0}
      aria-label={what}
    >
      <div className="json-lines" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const line = visible[item.index] ?? 0;
          return (
            <JsonLine
              key={line}
              lines={lines}
              line={line}
              topPx={item.start}
              isFolded={folded[line] === 1}
              found={found}
              onToggle={() => onToggle(line)}
            />
          );
        })}
      </div>
    </section>
  );
}
