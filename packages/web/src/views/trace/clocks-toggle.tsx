// Times as they were sent, or with the clocks put right that were off; nothing where none was.

import { useTracePage } from './trace-context.ts';

export function ClocksToggle() {
  const { trace, view } = useTracePage();
  if (trace.clockShiftNs.length === 0) return null;
  return (
    <button
      type="button"
      className="button button-quiet button-small path-toggle"
      aria-pressed={view.adjustsClocks}
      title="Some clocks were off. Pressed: their times are moved so that calls lie within their callers; else as they were sent"
      data-testid="clocks-toggle"
      onClick={view.toggleClocks}
    >
      Clocks put right
    </button>
  );
}
