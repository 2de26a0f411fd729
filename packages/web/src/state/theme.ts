// The chosen theme: remembered in this browser, applied as `data-theme` and `data-contrast` on the document.
// The first paint is done by public/theme-init.js, which must read the same key and decide alike.

import { useSyncExternalStore } from 'react';
import { createListeners } from '../base/listeners.ts';

/** High contrast is light or dark as the system is; so is the system's own wish for more contrast. */
export type ThemeChoice = 'light' | 'dark' | 'contrast' | 'system';
export type Theme = 'light' | 'dark' | 'light-contrast' | 'dark-contrast';

export const THEME_CHOICES: readonly { readonly choice: ThemeChoice; readonly label: string }[] = [
  { choice: 'light', label: 'Light' },
  { choice: 'dark', label: 'Dark' },
  { choice: 'contrast', label: 'High contrast' },
  { choice: 'system', label: 'As the system' },
];

const STORAGE_KEY = 'throughline.theme';
const { subscribe, notify } = createListeners();

function systemIsDark(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)');
}

function systemWantsContrast(): MediaQueryList {
  return matchMedia('(prefers-contrast: more)');
}

function readChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return THEME_CHOICES.find(({ choice }) => choice === stored)?.choice ?? 'system';
  } catch {
    return 'system';
  }
}

let choice: ThemeChoice = readChoice();

function resolve(): Theme {
  if (choice === 'light' || choice === 'dark') return choice;
  const scheme = systemIsDark().matches ? 'dark' : 'light';
  const wantsContrast = choice === 'contrast' || systemWantsContrast().matches;
  return wantsContrast ? `${scheme}-contrast` : scheme;
}

function apply(): void {
  const [scheme, contrast] = resolve().split('-');
  const { dataset } = document.documentElement;
  dataset['theme'] = scheme;
  if (contrast === undefined) delete dataset['contrast'];
  else dataset['contrast'] = 'more';
  notify();
}

export function chooseTheme(next: ThemeChoice): void {
  choice = next;
  try {
    localStorage.setItem(STORAGE_KEY, next);
  } catch {
    // Without storage the choice holds for this page.
  }
  apply();
}

/** Follows the system, and other tabs of this browser. */
export function watchTheme(): void {
  systemIsDark().addEventListener('change', apply);
  systemWantsContrast().addEventListener('change', apply);
  addEventListener('storage', (event) => {
    if (event.key !== STORAGE_KEY) return;
    choice = readChoice();
    apply();
  });
  apply();
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, () => choice);
}

/** What is shown: 'system' resolved. Whoever draws on a canvas reads its colours anew when it changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, resolve);
}
