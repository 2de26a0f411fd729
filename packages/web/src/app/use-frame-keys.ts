// The keys that work on every page: the palette, the help, and G with the letter of a page.

import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { rangeOf } from '../state/time-range.ts';
import { isTyping } from '../widgets/is-typing.ts';
import { PAGE_LIST } from './pages.ts';

/** After G; then a letter is again what the page takes it for. */
const GO_MS = 1500;

export interface FrameActions {
  readonly showPalette: () => void;
  readonly showHelp: () => void;
}

export function useFrameKeys({ showPalette, showHelp }: FrameActions): void {
  const navigate = useNavigate();
  useEffect(() => {
    let goUntilMs = 0;
    const onKeyDown = (event: KeyboardEvent): void => {
      const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        showPalette();
        return;
      }
      if (isTyping(event) || hasModifier) return;
      const page =
        event.timeStamp < goUntilMs
          ? PAGE_LIST.find(({ key }) => key === event.key.toUpperCase())
          : undefined;
      goUntilMs = event.key === 'g' ? event.timeStamp + GO_MS : 0;
      if (page !== undefined) {
        event.preventDefault();
        // The page's own letters wait.
        event.stopImmediatePropagation();
        void navigate({ to: page.path, search: rangeOf });
      } else if (event.key === '?') {
        event.preventDefault();
        showHelp();
      }
    };
    addEventListener('keydown', onKeyDown, true);
    return () => removeEventListener('keydown', onKeyDown, true);
  }, [navigate, showPalette, showHelp]);
}
