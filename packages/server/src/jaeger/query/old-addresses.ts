// Addresses of Jaeger's page, in bookmarks, in chats and in links of other programs: each leads to the page of ours
// that shows the same, or comes nearest. `/trace/{id}` is the same in both.

import type { AppInstance } from '../../http/app-instance.ts';
import { exploreAddress } from '../../query/explore-address.ts';
import { HIDDEN } from './routes-of-old.ts';
import { jsonTags } from './search-request.ts';
import { storedService } from './service-names.ts';
import { type UrlParameters, urlParameters } from './url-parameters.ts';

/** Not for ever: the next version may have a page that fits better. */
const FOUND = 302;

/** Two ids in one segment, as the comparison of traces has them; either may be missing. */
const COMPARED = /^([0-9a-fA-F]{0,32})\.\.\.([0-9a-fA-F]{0,32})$/;

interface IdsParams {
  readonly Params: { readonly ids: string };
}

export function registerOldAddresses(app: AppInstance): void {
  app.get('/search', HIDDEN, (request, reply) =>
    reply.redirect(searchAddress(urlParameters(request.url)), FOUND),
  );
  app.get('/dependencies', HIDDEN, (request, reply) =>
    reply.redirect(mapAddress(urlParameters(request.url)), FOUND),
  );
  app.get('/monitor', HIDDEN, (request, reply) =>
    reply.redirect(serviceAddress(urlParameters(request.url)), FOUND),
  );
  app.get<IdsParams>('/trace/:ids', HIDDEN, (request, reply) => {
    const [, first = '', second = ''] = COMPARED.exec(request.params.ids) ?? [];
    if (first !== '' && second !== '') {
      return reply.redirect(`/compare?left=${first}&right=${second}`, FOUND);
    }
    const traceId = first || second;
    return traceId === '' ? reply.callNotFound() : reply.redirect(`/trace/${traceId}`, FOUND);
  });
}

/** Jaeger's map of services as ours, of the service that it is about if it is about one. */
function mapAddress(url: UrlParameters): string {
  const asked = new URLSearchParams();
  const service = url.first('service');
  if (service !== undefined && service !== '') asked.set('service', service);
  const start = relativeStart(url.first('lookback'));
  if (start !== undefined) asked.set('start', start);
  const text = asked.toString();
  return text === '' ? '/map' : `/map?${text}`;
}

/** Jaeger's search as that of Explore; what is not understood is left out. */
function searchAddress(url: UrlParameters): string {
  const asked = new URLSearchParams();
  const set = (name: string, value: string | undefined): void => {
    if (value !== undefined) asked.append(name, value);
  };
  const service = url.first('service');
  set('service', service === undefined ? undefined : storedService(service));
  const operation = url.first('operation');
  // What Jaeger's page calls every operation.
  set('operation', operation === 'all' ? undefined : operation);
  for (const [key, value] of tagsOf(url)) {
    if (key === 'error' && value === 'true') set('status', 'error');
    else set('attribute', `${key}=${value}`);
  }
  set('minSpanDuration', url.first('minDuration'));
  set('maxSpanDuration', url.first('maxDuration'));
  const start = microseconds(url, 'start');
  set('start', start ?? relativeStart(url.first('lookback')));
  if (start !== undefined) set('end', microseconds(url, 'end'));
  return exploreAddress(asked);
}

/** Its monitor shows one service, or whichever comes first. */
function serviceAddress(url: UrlParameters): string {
  const service = url.first('service');
  return service === undefined || service === ''
    ? '/services'
    : `/services/${encodeURIComponent(storedService(service))}`;
}

function tagsOf(url: UrlParameters): [string, string][] {
  const pairs = url.all('tag').flatMap((text): [string, string][] => {
    const at = text.indexOf(':');
    return at < 0 ? [] : [[text.slice(0, at), text.slice(at + 1)]];
  });
  try {
    return [...pairs, ...jsonTags(url.all('tags'))];
  } catch {
    return pairs;
  }
}

/** Our own addresses tell microseconds by the number of digits. */
function microseconds(url: UrlParameters, name: string): string | undefined {
  const text = url.first(name) ?? '';
  return /^[0-9]{15,17}$/.test(text) ? text : undefined;
}

const DAYS_PER_WEEK = 7;

function relativeStart(lookback: string | undefined): string | undefined {
  const [, count, unit] = /^([0-9]{1,6})([smhdw])$/.exec(lookback ?? '') ?? [];
  if (count === undefined) return undefined;
  return unit === 'w' ? `now-${Number(count) * DAYS_PER_WEEK}d` : `now-${count}${unit}`;
}
