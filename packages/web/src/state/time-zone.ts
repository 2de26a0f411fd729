// Whether points in time are read in the reader's zone or in UTC: remembered in this browser. The formats in
// base/format-time.ts follow it; what shows times asks useTimeZone, so that it is drawn again.

import { useSyncExternalStore } from 'react';
import { setTimeZone, type TimeZone } from '../base/format-time.ts';
import { createListeners } from '../base/listeners.ts';

const STORAGE_KEY = 'throughline.time-zone';
const { subscribe, notify } = createListeners();

function readChoice(): TimeZone {
  try {
    return localStorage.getItem(STORAGE_KEY) === 'utc' ? 'utc' : 'local';
  } catch {
    return 'local';
  }
}

let choice: TimeZone = readChoice();
setTimeZone(choice);

export function chooseTimeZone(next: TimeZone): void {
  choice = next;
  setTimeZone(next);
  try {
    localStorage.setItem(STORAGE_KEY, next);
  } catch {
    // Without storage the choice holds for this page.
  }
  notify();
}

export function useTimeZone(): TimeZone {
  return useSyncExternalStore(subscribe, () => choice);
}
