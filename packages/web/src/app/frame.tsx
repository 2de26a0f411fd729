// The frame around every page: top bar with navigation, the jump field, theme, help.

import { Link, Outlet, useMatches } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { rangeOf } from '../state/time-range.ts';
import { RangeBar } from '../views/range/range-bar.tsx';
import { LogoIcon } from '../widgets/icons.tsx';
import { isTyping } from '../widgets/is-typing.ts';
import { HelpDialog } from './help-dialog.tsx';
import { JumpField } from './jump-field.tsx';
import { ThemeMenu } from './theme-menu.tsx';

export function Frame() {
  const jumpRef = useRef<HTMLInputElement>(null);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const hasTimeRange = useMatches({
    select: (matches) => matches.some(({ staticData }) => staticData.hasTimeRange === true),
  });
  const closeHelp = useCallback(() => setHelpOpen(false), []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        jumpRef.current?.focus();
        jumpRef.current?.select();
      } else if (event.key === '?' && !isTyping(event)) {
        event.preventDefault();
        setHelpOpen(true);
      }
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <div className="frame">
      <a className="skip-link" href="#page">
        Skip to the page
      </a>
      <header className="topbar">
        <Link to="/" className="brand" aria-label="Throughline, start page">
          <LogoIcon />
          <span className="brand-name">Throughline</span>
        </Link>
        <nav className="nav" aria-label="Pages">
          <Link
            to="/"
            search={(previous) => rangeOf(previous)}
            className="nav-link"
            activeOptions={{ exact: true, includeSearch: false }}
          >
            Explore
          </Link>
        </nav>
        {hasTimeRange && <RangeBar />}
        <JumpField inputRef={jumpRef} />
        <ThemeMenu />
        <button
          type="button"
          className="button button-quiet button-icon"
          aria-label="Keyboard help"
          title="Keyboard help (?)"
          onClick={() => setHelpOpen(true)}
        >
          ?
        </button>
      </header>
      <main className="page" id="page" tabIndex={-1}>
        <Outlet />
      </main>
      {isHelpOpen && <HelpDialog onClose={closeHelp} />}
    </div>
  );
}
