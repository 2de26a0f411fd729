// A dialog over the page: the browser's own, which keeps the focus inside, makes the rest inert, and gives
// the focus back to what had it.

import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { CloseIcon } from './icons.tsx';

interface ModalDialogProps {
  readonly title: string;
  readonly className?: string;
  /** Where the title is only for screen readers. */
  readonly hasHiddenTitle?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function ModalDialog(props: ModalDialogProps) {
  const { title, className = '', hasHiddenTitle = false, onClose, children } = props;
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    ref.current?.showModal();
  }, []);
  const closeOutside = (event: MouseEvent): void => {
    if (event.target === ref.current) ref.current?.close();
  };
  return (
    // The keyboard closes it with Escape, which the browser does.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <dialog
      ref={ref}
      className={`dialog ${className}`}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={closeOutside}
    >
      <div className={hasHiddenTitle ? 'visually-hidden' : 'dialog-head'}>
        <h2 id={titleId}>{title}</h2>
        {!hasHiddenTitle && (
          <button
            type="button"
            className="button button-quiet button-icon"
            aria-label="Close"
            onClick={() => ref.current?.close()}
          >
            <CloseIcon />
          </button>
        )}
      </div>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}
