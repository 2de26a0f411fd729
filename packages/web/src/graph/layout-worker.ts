// The worker that places graphs: some hundred boxes take seconds, in which the page must not stand still.

import { type GraphOutline, placeGraph } from './place-graph.ts';

addEventListener('message', (event: MessageEvent<GraphOutline>) => {
  postMessage(placeGraph(event.data));
});
