// Times as they were sent, or with the clocks put right that were off; nothing where none was.

import { useTracePage } from './trace-context.ts';

const MEANING =
  'Some clocks were off. Pressed: their times are moved so that calls lie within their callers; else as they were sent';

export function ClocksToggle() {
  const { trace, view } = useTracePage();
  if (trace.clockShiftNs.length === 0) return null;
  return (
    <button
      type="button"
      className="button button-quiet button-small path-toggle clocks-toggle"
      aria-pressed={view.adjustsClocks}
      aria-label="Clocks put right"
      title={MEANING}
      data-testid="clocks-toggle"
      onClick={view.toggleClocks}
    >
      Clocks
    </button>
  );
}

/** Beside the sentence that says which clock is off: what can be done about it. */
export function ClocksButton() {
  const { view } = useTracePage();
  return (
    <button
      type="button"
      className="button button-small verdict-button"
      title={MEANING}
      onClick={view.toggleClocks}
    >
      {view.adjustsClocks ? 'Show as sent' : 'Put it right here'}
    </button>
  );
}
