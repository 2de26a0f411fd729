// The table of the pages in a browser.

import type { WebResult } from '../web/web-bench.ts';
import { figure, mebibytes, type Table } from './table.ts';

const BYTES_PER_KB = 1000;

export function webTable({ runs, storedSpans, explore, traces, frames, memory }: WebResult): Table {
  return {
    title: `Pages in headless Chromium, ${figure(runs)} times each, ${figure(storedSpans)} spans stored`,
    columns: ['', 'median', 'p95', 'worst'],
    rows: [
      row('Explore usable, cold cache (ms)', explore.usableMs, 0),
      ...traces.map(({ spans, drawnMs }) =>
        row(`trace of ${figure(spans)} spans, click → drawn and scrollable (ms)`, drawnMs, 0),
      ),
      row(
        `scroll at ${figure(frames.spans)} spans, script per frame (ms), ${figure(frames.scrollFrames)} frames`,
        frames.scrollMs,
        1,
      ),
      row(
        `zoom at ${figure(frames.spans)} spans, script per frame (ms), ${figure(frames.zoomFrames)} frames`,
        frames.zoomMs,
        1,
      ),
      [
        `memory of the page's process at ${figure(memory.spans)} spans (MiB)`,
        mebibytes(memory.processBytes),
        '',
        '',
      ],
      ["… of which JavaScript's heap (MiB)", mebibytes(memory.heapBytes), '', ''],
      [
        'JavaScript of the first page, compressed (kB)',
        figure(explore.scriptBytes / BYTES_PER_KB),
        '',
        '',
      ],
    ],
  };
}

function row(name: string, { p50, p95, max }: WebResult['explore']['usableMs'], digits: number) {
  return [name, figure(p50, digits), figure(p95, digits), figure(max, digits)];
}
