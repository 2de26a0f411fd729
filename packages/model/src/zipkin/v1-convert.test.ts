import { describe, expect, it } from 'vitest';
import { convertV1Span, type V1Annotation, type V1Span } from './v1-convert.ts';
import type { ZipkinEndpoint } from './zipkin-span.ts';

const SHOP = endpoint('shop');
const STOCK = endpoint('stock');

function endpoint(serviceName: string, port = 0): ZipkinEndpoint {
  return { serviceName, ipv4: '', ipv6: '', port };
}

/** `at('cs', 10, SHOP)`: an annotation of a service. */
function at(value: string, timestampUs: number, own?: ZipkinEndpoint): V1Annotation {
  return { value, timestampUs, endpoint: own };
}

function tag(key: string, own: ZipkinEndpoint | undefined, value = 'true') {
  return { key, value, isBool: value === 'true', endpoint: own };
}

/** What each resulting span says that the source does not. */
function converted(source: Partial<V1Span>) {
  const span: V1Span = {
    traceId: new Uint8Array(16).fill(1),
    id: new Uint8Array(8).fill(2),
    parentId: undefined,
    name: 'get',
    timestampUs: 0,
    durationUs: 0,
    isDebug: false,
    annotations: [],
    binaryAnnotations: [],
    ...source,
  };
  return convertV1Span(span).map((one) => ({
    service: one.localEndpoint?.serviceName,
    kind: one.kind,
    time: [one.timestampUs, one.durationUs],
    ...(one.remoteEndpoint === undefined ? {} : { remote: one.remoteEndpoint.serviceName }),
    ...(one.isShared ? { shared: true } : {}),
    ...(one.annotations.length === 0
      ? {}
      : { annotations: one.annotations.map(({ value }) => value) }),
    ...(one.tags.size === 0 ? {} : { tags: Object.fromEntries(one.tags) }),
  }));
}

describe('calls of version 1', () => {
  it('become a client, timed by its annotations or by the span', () => {
    const annotations = [at('cs', 10, SHOP), at('cr', 30, SHOP), at('retry', 20, SHOP)];
    const client = { service: 'shop', kind: 'CLIENT', annotations: ['retry'] };
    expect(converted({ annotations })).toEqual([{ ...client, time: [10, 20] }]);
    const timed = converted({ annotations, timestampUs: 9, durationUs: 22 });
    expect(timed).toEqual([{ ...client, time: [9, 22] }]);
  });

  it('become a client and a shared server when both wrote into the span', () => {
    const annotations = [
      at('cs', 10, SHOP),
      at('sr', 15, STOCK),
      at('ss', 25, STOCK),
      at('cr', 30, SHOP),
    ];
    expect(converted({ annotations, timestampUs: 10, durationUs: 20 })).toEqual([
      { service: 'shop', kind: 'CLIENT', time: [10, 20] },
      { service: 'stock', kind: 'SERVER', time: [15, 10], shared: true },
    ]);
  });

  it('have two sides also when a service calls itself', () => {
    const annotations = [
      at('cs', 10, SHOP),
      at('sr', 12, SHOP),
      at('ss', 14, SHOP),
      at('cr', 20, SHOP),
    ];
    expect(converted({ annotations })).toEqual([
      { service: 'shop', kind: 'CLIENT', time: [10, 10] },
      { service: 'shop', kind: 'SERVER', time: [12, 2], shared: true },
    ]);
  });

  it('one way have no end at the client', () => {
    expect(converted({ annotations: [at('cs', 10, SHOP), at('sr', 15, STOCK)] })).toEqual([
      { service: 'shop', kind: 'CLIENT', time: [10, 0] },
      { service: 'stock', kind: 'SERVER', time: [15, 0], shared: true },
    ]);
  });

  it('are shared by a server that has no time of its own for the span', () => {
    const annotations = [at('sr', 15, STOCK), at('ss', 25, STOCK)];
    const server = { service: 'stock', kind: 'SERVER', time: [15, 10] };
    expect(converted({ annotations })).toEqual([{ ...server, shared: true }]);
    expect(converted({ annotations, timestampUs: 15, durationUs: 10 })).toEqual([server]);
  });

  it('get their start from the time of the span', () => {
    const source = { annotations: [at('ss', 25, STOCK)], timestampUs: 15, durationUs: 10 };
    expect(converted(source)).toEqual([{ service: 'stock', kind: 'SERVER', time: [15, 10] }]);
  });

  it('that are incomplete keep their end as an annotation', () => {
    expect(converted({ annotations: [at('cr', 30, SHOP)] })).toEqual([
      { service: 'shop', kind: 'CLIENT', time: [0, 0], annotations: ['cr'] },
    ]);
  });
});

describe('messages of version 1', () => {
  it('become a producer and a shared consumer', () => {
    const annotations = [
      at('ms', 10, SHOP),
      at('ws', 12, SHOP),
      at('wr', 20, STOCK),
      at('mr', 25, STOCK),
    ];
    expect(converted({ annotations })).toEqual([
      { service: 'shop', kind: 'PRODUCER', time: [10, 2] },
      { service: 'stock', kind: 'CONSUMER', time: [20, 5], shared: true },
    ]);
  });

  it('have one side when one service wrote', () => {
    expect(converted({ annotations: [at('ms', 10, SHOP), at('ws', 12, SHOP)] })).toEqual([
      { service: 'shop', kind: 'PRODUCER', time: [10, 2] },
    ]);
    expect(converted({ annotations: [at('mr', 25, STOCK)] })).toEqual([
      { service: 'stock', kind: 'CONSUMER', time: [25, 0] },
    ]);
  });

  it('without messages are marks on the wire', () => {
    expect(converted({ annotations: [at('ws', 12, SHOP)] })).toEqual([
      { service: 'shop', kind: undefined, time: [0, 0], annotations: ['ws'] },
    ]);
  });
});

describe('annotations that mean nothing special', () => {
  it('stay, with a service or without', () => {
    expect(converted({ annotations: [at('cs', 10), at('foo', 11, SHOP)], timestampUs: 9 })).toEqual(
      [{ service: 'shop', kind: undefined, time: [9, 0], annotations: ['cs', 'foo'] }],
    );
  });

  it('make a span for each service, however they are written', () => {
    const annotations = [at('a', 1, SHOP), at('b', 2, STOCK), at('c', 3, endpoint('SHOP'))];
    expect(
      converted({ annotations }).map(({ service, annotations: own }) => [service, own]),
    ).toEqual([
      ['shop', ['a', 'c']],
      ['stock', ['b']],
    ]);
  });
});

describe('binary annotations', () => {
  const call = [at('cs', 10, SHOP), at('cr', 30, SHOP)];

  it('are tags, and "lc" is not when it says nothing', () => {
    const binaryAnnotations = [
      tag('http.path', SHOP, '/cart'),
      tag('cached', SHOP),
      tag('lc', SHOP, ''),
    ];
    expect(converted({ annotations: call, binaryAnnotations })[0]?.tags).toEqual({
      'http.path': '/cart',
      cached: 'true',
    });
  });

  it('name the other side of a call', () => {
    const [client] = converted({ annotations: call, binaryAnnotations: [tag('sa', STOCK)] });
    expect(client).toMatchObject({ service: 'shop', kind: 'CLIENT', remote: 'stock' });
    const served = [at('sr', 15, STOCK), at('ss', 25, STOCK)];
    const [server] = converted({ annotations: served, binaryAnnotations: [tag('ca', SHOP)] });
    expect(server).toMatchObject({ service: 'stock', kind: 'SERVER', remote: 'shop' });
    const own = endpoint('stock', 4711);
    const [named] = converted({ annotations: served, binaryAnnotations: [tag('ca', own)] });
    expect(named?.remote).toBe('');
  });

  it('name the broker of a message', () => {
    const annotations = [at('ms', 10, SHOP), at('mr', 20, STOCK)];
    const binaryAnnotations = [tag('ma', endpoint('kafka'))];
    expect(converted({ annotations, binaryAnnotations }).map(({ remote }) => remote)).toEqual([
      'kafka',
      'kafka',
    ]);
  });

  it('alone say who was called, or who called', () => {
    expect(converted({ binaryAnnotations: [tag('ca', SHOP), tag('sa', STOCK)] })).toEqual([
      { service: 'shop', kind: undefined, time: [0, 0], remote: 'stock' },
    ]);
    expect(converted({ binaryAnnotations: [tag('sa', STOCK)] })).toEqual([
      { service: undefined, kind: undefined, time: [0, 0], remote: 'stock' },
    ]);
    expect(converted({ binaryAnnotations: [tag('ca', SHOP)] })).toEqual([
      { service: undefined, kind: 'SERVER', time: [0, 0], remote: 'shop' },
    ]);
  });
});
