// A button that opens a small panel below itself.

import { type ReactNode, useCallback, useRef, useState } from 'react';
import { useDismiss } from './use-dismiss.ts';

interface PopupButtonProps {
  readonly label: ReactNode;
  /** Accessible name where the label is an icon. */
  readonly name?: string;
  readonly className: string;
  /** On hover; without it the name. */
  readonly title?: string;
  readonly alignRight?: boolean;
  readonly children: (close: () => void) => ReactNode;
}

export function PopupButton(props: PopupButtonProps) {
  const { label, name, className, title = name, alignRight = false, children } = props;
  const ref = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  useDismiss(ref, isOpen, close);
  return (
    <div className="anchor" ref={ref}>
      <button
        type="button"
        className={className}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={name}
        title={title}
        onClick={() => setOpen(!isOpen)}
      >
        {label}
      </button>
      {isOpen && (
        <div className={`popup ${alignRight ? 'popup-right' : ''}`}>{children(close)}</div>
      )}
    </div>
  );
}
