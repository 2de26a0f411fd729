// The views of a trace: one line each here, loaded when it is first opened. Each is a component without
// props that takes everything from useTracePage (trace-context.ts).

import { type ComponentType, type KeyboardEvent, lazy, type ReactNode, Suspense } from 'react';
import './view-pane.css';
import './trace-tabs.css';
import type { TraceTab } from '../../state/trace-state.ts';
import { LoadingText } from '../../widgets/message.tsx';
import { useTracePage } from './trace-context.ts';
import { Waterfall } from './waterfall.tsx';

interface TabEntry {
  readonly tab: TraceTab;
  readonly label: string;
  readonly View: ComponentType;
}

/** In the order of the tab row. Others than the first: with React's `lazy`. */
const TABS: readonly TabEntry[] = [
  { tab: 'timeline', label: 'Timeline', View: Waterfall },
  {
    ...{ tab: 'flame', label: 'Flame' },
    View: lazy(async () => ({ default: (await import('./flame/flame-tab.tsx')).FlameTab })),
  },
  {
    ...{ tab: 'graph', label: 'Graph' },
    View: lazy(async () => ({ default: (await import('./graph/graph-tab.tsx')).GraphTab })),
  },
  {
    ...{ tab: 'table', label: 'Table' },
    View: lazy(async () => ({ default: (await import('./table/table-tab.tsx')).TableTab })),
  },
  {
    ...{ tab: 'statistics', label: 'Statistics' },
    View: lazy(async () => ({
      default: (await import('./statistics/statistics-tab.tsx')).StatisticsTab,
    })),
  },
  {
    ...{ tab: 'json', label: 'JSON' },
    View: lazy(async () => ({ default: (await import('./json/json-tab.tsx')).JsonTab })),
  },
];

function entryOf(tab: TraceTab): TabEntry | undefined {
  return TABS.find((entry) => entry.tab === tab) ?? TABS[0];
}

/** `children`: what stands at the right end of the row. */
export function TraceTabRow({ children }: { readonly children?: ReactNode }) {
  const { view } = useTracePage();
  const current = entryOf(view.tab);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || current === undefined) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(current) + step + TABS.length) % TABS.length];
    if (next === undefined) return;
    view.showTab(next.tab);
    document.getElementById(`tab-${next.tab}`)?.focus();
  };
  return (
    <div className="trace-tabs">
      <div role="tablist" aria-label="Views of the trace" onKeyDown={onKeyDown}>
        {TABS.map((entry) => (
          <button
            key={entry.tab}
            type="button"
            role="tab"
            id={`tab-${entry.tab}`}
            className="trace-tab"
            aria-selected={entry === current}
            aria-controls="trace-view"
            tabIndex={entry === current ? 0 : -1}
            onClick={() => view.showTab(entry.tab)}
          >
            {entry.label}
          </button>
        ))}
      </div>
      {children}
    </div>
  );
}

export function ShownView() {
  const { view } = useTracePage();
  const current = entryOf(view.tab);
  if (current === undefined) return null;
  const { tab, View } = current;
  return (
    <div className="trace-view" id="trace-view" role="tabpanel" aria-labelledby={`tab-${tab}`}>
      <Suspense fallback={<LoadingText>Loading the view…</LoadingText>}>
        <View />
      </Suspense>
    </div>
  );
}
