// The moment that "now" means on the page. It stands still while one reads, so that the list, the charts and
// the next page of a list speak of one range; asking again moves it on.

import { useSyncExternalStore } from 'react';
import { createListeners } from '../base/listeners.ts';
import { readText } from './search-params.ts';
import { readTimeRange } from './time-range.ts';

/** Between two pages: coming from one to the other so soon is one look at the same moment. */
const STALE_MS = 15_000;

const { subscribe, notify } = createListeners();
let nowMs = Date.now();
let page: string | undefined;
/** What the page asks now. */
let shown: string | undefined;
/** What it will ask as soon as its address has changed. Until then it must not ask the old question anew. */
let coming: { readonly question: string; readonly nowMs: number } | undefined;

/** What a page asks by its address, in one text. */
export function questionOf(pathname: string, search: Readonly<Record<string, unknown>>): string {
  return JSON.stringify([pathname, readText(search, 'q'), readTimeRange(search)]);
}

function later(): number {
  return Math.max(Date.now(), nowMs + 1);
}

function setNow(next: number): void {
  nowMs = next;
  coming = undefined;
  notify();
}

/** What the person asked for: the same again. */
export function moveNow(): void {
  setNow(later());
}

/** What the person asked for: run, another range. It moves together with the address, which is on its way. */
export function moveNowWith(question: string): void {
  if (question === shown) moveNow();
  else coming = { question, nowMs: later() };
}

/** An address was reached. If it asks something else than was expected of it, so from now on as well. */
export function settleNow(): void {
  if (coming !== undefined) setNow(coming.nowMs);
}

/** A page with a time range is opened. Coming back to the one that was open last moves nothing. */
export function arriveAt(pathname: string, search: Readonly<Record<string, unknown>>): void {
  const isAnother = page !== undefined && page !== pathname;
  page = pathname;
  if (isAnother && Date.now() - nowMs > STALE_MS) moveNowWith(questionOf(pathname, search));
}

/** The moment of what is asked; the first who asks it moves on for all. */
export function nowOf(question: string): number {
  shown = question;
  if (coming?.question === question) {
    nowMs = coming.nowMs;
    coming = undefined;
  }
  return nowMs;
}

export function useNowMs(question: string): number {
  return useSyncExternalStore(subscribe, () => nowOf(question));
}
