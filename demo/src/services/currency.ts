// Exchange rates. With the fault `retry-storm` it has none to give.
import { hasFault } from '../runtime/active-faults.ts';
import { runChild } from '../runtime/child.ts';
import { HttpError, serveHttp } from '../runtime/http-service.ts';
import { createRandom } from '../runtime/random.ts';
import { work } from '../runtime/work.ts';
import type { Rate } from '../wire/http.ts';

const LOOK_UP_MS = 3;
const RATES: ReadonlyMap<string, number> = new Map([
  ['EUR', 1],
  ['USD', 1.09],
  ['GBP', 0.86],
  ['JPY', 161.4],
]);

void runChild(async ({ settings }) => {
  const random = createRandom(settings.seed);
  const service = await serveHttp(0, (app) => {
    app.get('/rates/:currency', async (request, response) => {
      if (hasFault('retry-storm')) throw new HttpError(503, 'the rates are being reloaded');
      await work(random, LOOK_UP_MS);
      const { currency } = request.params;
      const rate = RATES.get(currency);
      if (rate === undefined) throw new HttpError(404, `no rate for ${currency}`);
      response.json({ currency, rate } satisfies Rate);
    });
  });
  return { port: service.port, ready: Promise.resolve(), stop: () => service.close() };
});
