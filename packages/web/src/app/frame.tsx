// The frame around every page: top bar with navigation, the palette, theme, help.

import { Link, Outlet, useMatches } from '@tanstack/react-router';
import { useCallback, useRef, useState } from 'react';
import { rangeOf } from '../state/time-range.ts';
import { RangeBar } from '../views/range/range-bar.tsx';
import { LogoIcon, SearchIcon } from '../widgets/icons.tsx';
import { FileImports } from './file-imports.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { MODIFIER } from './key-table.ts';
import { PAGE_LIST } from './pages.ts';
import { Palette } from './palette.tsx';
import { ThemeMenu } from './theme-menu.tsx';
import { useFrameKeys } from './use-frame-keys.ts';

type Dialog = 'palette' | 'help';

export function Frame() {
  const hasTimeRange = useMatches({
    select: (matches) => matches.some(({ staticData }) => staticData.hasTimeRange === true),
  });
  const [dialog, setDialog] = useState<Dialog>();
  const close = useCallback(() => setDialog(undefined), []);
  const showPalette = useCallback(() => setDialog('palette'), []);
  const showHelp = useCallback(() => setDialog('help'), []);
  const filesRef = useRef<HTMLInputElement>(null);
  const chooseFiles = useCallback(() => filesRef.current?.click(), []);
  useFrameKeys({ showPalette, showHelp });
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
          {PAGE_LIST.filter(({ isInBar }) => isInBar).map(({ path, label, about }) => (
            <Link
              key={path}
              to={path}
              search={rangeOf}
              title={about}
              className="nav-link"
              activeOptions={{ exact: path === '/', includeSearch: false }}
            >
              {label}
            </Link>
          ))}
        </nav>
        <button
          type="button"
          className="button jump"
          data-testid="jump"
          aria-haspopup="dialog"
          title="Jump to a trace, a service, a page"
          onClick={showPalette}
        >
          <SearchIcon />
          <span className="jump-text">Jump to…</span>
          <kbd>{MODIFIER} K</kbd>
        </button>
        {hasTimeRange && <RangeBar />}
        <ThemeMenu />
        <button
          type="button"
          className="button button-quiet button-icon"
          aria-label="Keyboard help"
          title="Keyboard help (?)"
          onClick={showHelp}
        >
          ?
        </button>
      </header>
      <main className="page" id="page" tabIndex={-1}>
        <Outlet />
      </main>
      <FileImports inputRef={filesRef} />
      {dialog === 'help' && <HelpDialog onClose={close} />}
      {dialog === 'palette' && (
        <Palette onClose={close} showHelp={showHelp} chooseFiles={chooseFiles} />
      )}
    </div>
  );
}
