// The icons, drawn on a 16 px grid in the colour of the text. All decorative: the words are beside
// them, or on the button that holds them.

import type { ReactNode } from 'react';

interface IconProps {
  readonly children: ReactNode;
  readonly size?: number;
}

function Icon({ children, size = 16 }: IconProps) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}

export function LogoIcon() {
  return (
    <Icon size={18}>
      <path d="M1.5 3.5h13" strokeWidth="2" />
      <path d="M4 8h8" strokeWidth="2" opacity=".7" />
      <path d="M7 12.5h3" strokeWidth="2" opacity=".7" />
    </Icon>
  );
}

export function CloseIcon() {
  return (
    <Icon>
      <path d="m4.5 4.5 7 7m0-7-7 7" />
    </Icon>
  );
}

export function CopyIcon() {
  return (
    <Icon>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M3.5 10.5h-.5a.5.5 0 0 1-.5-.5V3a.5.5 0 0 1 .5-.5h7a.5.5 0 0 1 .5.5v.5" />
    </Icon>
  );
}

export function TableIcon() {
  return (
    <Icon>
      <rect x="2.5" y="3" width="11" height="10" rx="1" />
      <path d="M2.5 6.5h11m-11 3.25h11M7 6.5V13" />
    </Icon>
  );
}

export function CheckIcon() {
  return (
    <Icon>
      <path d="m3.5 8.5 3 3 6-7" />
    </Icon>
  );
}

export function DownloadIcon() {
  return (
    <Icon>
      <path d="M8 2.5v8m-3.5-3L8 11l3.5-3.5M3 13.5h10" />
    </Icon>
  );
}

export function BackIcon() {
  return (
    <Icon>
      <path d="M13 8H3.5m4-4-4 4 4 4" />
    </Icon>
  );
}

export function FoldIcon({ folded }: { readonly folded: boolean }) {
  return (
    <svg aria-hidden="true" width="12" height="12" viewBox="0 0 12 12" fill="currentColor">
      <path d={folded ? 'M4 2.5 8.5 6 4 9.5z' : 'M2.5 4h7L6 8.5z'} />
    </svg>
  );
}

/** The mark of an error: a filled triangle, so that it does not depend on its red. */
export function ErrorIcon() {
  return (
    <svg
      aria-hidden="true"
      className="error-mark"
      width="12"
      height="12"
      viewBox="0 0 12 12"
      fill="currentColor"
    >
      <path d="M6 .8a.9.9 0 0 1 .8.5l4.8 8.6a.9.9 0 0 1-.8 1.4H1.2a.9.9 0 0 1-.8-1.4l4.8-8.6A.9.9 0 0 1 6 .8Zm-.7 3.3v3.4h1.4V4.1H5.3Zm0 4.3v1.4h1.4V8.4H5.3Z" />
    </svg>
  );
}

export function SearchIcon() {
  return (
    <Icon>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3.5 3.5" />
    </Icon>
  );
}

export function SunIcon() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="3" />
      <path d="M8 1.5v1m0 11v1M1.5 8h1m11 0h1M3.4 3.4l.7.7m7.8 7.8.7.7m0-9.2-.7.7m-7.8 7.8-.7.7" />
    </Icon>
  );
}

export function MoonIcon() {
  return (
    <Icon>
      <path d="M13.5 9.5A5.8 5.8 0 0 1 6.5 2.5a5.8 5.8 0 1 0 7 7Z" />
    </Icon>
  );
}

/** A bar with the line of the critical path under it. */
export function PathIcon() {
  return (
    <Icon>
      <path d="M2.5 6h11" strokeWidth="4" strokeLinecap="butt" opacity=".35" />
      <path d="M2.5 11.5h11" strokeWidth="2" strokeLinecap="butt" />
    </Icon>
  );
}

/** Fold everything, one level, unfold one level, everything. */
export function LevelsIcon({ kind }: { readonly kind: 'none' | 'less' | 'more' | 'all' }) {
  const paths = {
    none: 'M3 8h10M5 3l3 2.5L11 3M5 13l3-2.5L11 13',
    less: 'M4 8h8',
    more: 'M4 8h8M8 4v8',
    all: 'M3 8h10M5 5.5 8 3l3 2.5M5 10.5 8 13l3-2.5',
  } as const;
  return (
    <Icon>
      <path d={paths[kind]} />
    </Icon>
  );
}

export function EarlierIcon() {
  return (
    <Icon>
      <path d="m10 4-4 4 4 4" />
    </Icon>
  );
}

export function LaterIcon() {
  return (
    <Icon>
      <path d="m6 4 4 4-4 4" />
    </Icon>
  );
}

export function ZoomOutIcon() {
  return (
    <Icon>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3.5 3.5M5 7h4" />
    </Icon>
  );
}

export function RefreshIcon() {
  return (
    <Icon>
      <path d="M13.5 8a5.5 5.5 0 1 1-1.6-3.9L13.5 5.6m0-3.1v3.1h-3.1" />
    </Icon>
  );
}

export function PlusIcon() {
  return (
    <Icon>
      <path d="M8 3.5v9M3.5 8h9" />
    </Icon>
  );
}
