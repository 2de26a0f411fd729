// Every key of every page, in one table: what the help shows. A page that takes a key says so here.

import { PAGE_LIST } from './pages.ts';

export interface KeySection {
  readonly title: string;
  readonly keys: readonly (readonly [keys: readonly string[], meaning: string])[];
}

export const MODIFIER = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

export const KEY_TABLE: readonly KeySection[] = [
  {
    title: 'Everywhere',
    keys: [
      [[`${MODIFIER} K`], 'Jump to a trace, a service, a saved query, a page'],
      [['?'], 'This help'],
      [['Drop a file'], 'Load traces: Jaeger’s, Zipkin’s or OTLP JSON'],
      [['Esc'], 'Close what is open'],
    ],
  },
  {
    title: 'Go to a page: G, then',
    keys: PAGE_LIST.map(({ key, label, about }) => [[key], `${label}: ${about.toLowerCase()}`]),
  },
  {
    title: 'Time range',
    keys: [
      [['[', ']'], 'Earlier, later by half of the range'],
      [['−', '+'], 'Twice as long, half as long'],
      [['R'], 'Ask again, up to now'],
    ],
  },
  {
    title: 'Explore',
    keys: [
      [['/'], 'To the query bar'],
      [['Enter'], 'In the query: run it, or take the completion that is chosen'],
      [['Ctrl Space'], 'In the query: what may stand here'],
      [['Shift Enter'], 'In the query: another line'],
      [['Esc', '↓'], 'Out of the query; from there to the first trace'],
      [['↑', '↓'], 'In the results: previous, next trace'],
    ],
  },
  {
    title: 'Charts',
    keys: [
      [['←', '→'], 'In a chart: from value to value; on the heatmap ↑ and ↓, too'],
      [['Shift ←', 'Shift →'], 'Choose a range; on the heatmap a box'],
      [['Enter'], 'Zoom to the range, take the box, open the point'],
      [['Drag'], 'The same with the pointer'],
    ],
  },
  {
    title: 'Map',
    keys: [
      [['←', '→', '↑', '↓'], 'In the picture: from box to box'],
      [['Enter'], 'On the box that is selected: only what is around it; in Find: the next one'],
      [['+', '−', '0'], 'In the picture: zoom in, zoom out, all of it'],
      [['Esc'], 'Close the panel'],
    ],
  },
  {
    title: 'Trace',
    keys: [
      [['↑', '↓'], 'Previous, next span'],
      [['→', '←'], 'Open or go to the first child; fold or go to the parent'],
      [['Home', 'End'], 'First, last span'],
      [['Shift →', 'Shift ←'], 'Show one level more, one level less'],
      [['Enter', 'W'], 'On a run of similar spans: open it; select the worst of it'],
      [['Z', 'double click'], 'Zoom to the span'],
      [['F', 'Shift F'], 'Only the subtree of the span; the whole trace again'],
      [['/', 'N', 'Shift N'], 'Find in the trace; next match, previous match'],
      [['Ctrl wheel'], 'Zoom at the pointer; Shift wheel moves'],
      [['Drag on the ruler'], 'Zoom to what was dragged over'],
      [['Drag on the overview'], 'Choose, move or resize the part that is shown'],
      [['Esc'], 'One step back: the zoom, then the selection'],
    ],
  },
  {
    title: 'Flame graph and graph of a trace',
    keys: [
      [['↑', '↓', '←', '→'], 'From box to box'],
      [['Z', 'double click'], 'Flame graph: zoom to the box'],
      [['+', '−', '0'], 'Graph: zoom in, zoom out, all of it'],
      [['Enter'], 'Graph: zoom to the longest span of the box that is selected'],
    ],
  },
];
