// The line between two panes: drag it, or move it with the arrow keys; double click resets.

import { type KeyboardEvent, type PointerEvent, useRef } from 'react';

interface SplitHandleProps {
  readonly label: string;
  readonly size: number;
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  /** 1 when dragging right makes the pane larger, -1 when it makes it smaller. */
  readonly direction: 1 | -1;
  readonly onResize: (size: number) => void;
  readonly className: string;
  /** Where it is, from the left of its container. */
  readonly offsetPx: number;
}

const KEY_STEP = 16;

export function SplitHandle(props: SplitHandleProps) {
  const { label, size, min, max, initial, direction, onResize, className, offsetPx } = props;
  const drag = useRef<{ readonly x: number; readonly size: number }>(undefined);
  const resize = (next: number): void => onResize(Math.min(Math.max(next, min), max));
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.dataset['dragging'] = '';
    drag.current = { x: event.clientX, size };
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (drag.current === undefined) return;
    resize(drag.current.size + direction * (event.clientX - drag.current.x));
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>): void => {
    delete event.currentTarget.dataset['dragging'];
    drag.current = undefined;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    resize(size + direction * step);
  };
  return (
    // A focusable separator with a value is a widget in ARIA; there is no such element in HTML.
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={Math.round(size)}
      aria-valuemin={min}
      aria-valuemax={Math.round(max)}
      className={`split-handle ${className}`}
      style={{ left: offsetPx }}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onDoubleClick={() => resize(initial)}
      onKeyDown={onKeyDown}
    />
  );
}
