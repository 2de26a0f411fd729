// Spans of Zipkin's version 1 as spans of version 2. In version 1 client and server wrote into one span, by
// annotations ("cs", "sr", …) that name their service; in version 2 each side has its own. The rules are
// those of Zipkin's own converter.

import {
  endpointOf,
  type ZipkinAnnotation,
  type ZipkinEndpoint,
  type ZipkinKind,
  type ZipkinSpan,
} from './zipkin-span.ts';

export interface V1Annotation extends ZipkinAnnotation {
  readonly endpoint: ZipkinEndpoint | undefined;
}

export interface V1BinaryAnnotation {
  readonly key: string;
  readonly value: string;
  /** Of an address ("ca", "sa", "ma") it says nothing more. */
  readonly isBool: boolean;
  readonly endpoint: ZipkinEndpoint | undefined;
}

export interface V1Span {
  readonly traceId: Uint8Array;
  readonly id: Uint8Array;
  readonly parentId: Uint8Array | undefined;
  readonly name: string;
  readonly timestampUs: number;
  readonly durationUs: number;
  readonly isDebug: boolean;
  readonly annotations: readonly V1Annotation[];
  readonly binaryAnnotations: readonly V1BinaryAnnotation[];
}

/** Annotations with a meaning: client and server send and receive, message send and receive, wire. */
const CORE = ['cs', 'cr', 'ss', 'sr', 'ms', 'mr', 'ws', 'wr'] as const;
type CoreName = (typeof CORE)[number];

const KINDS: Readonly<Record<CoreName, ZipkinKind | undefined>> = {
  cs: 'CLIENT',
  cr: 'CLIENT',
  sr: 'SERVER',
  ss: 'SERVER',
  ms: 'PRODUCER',
  mr: 'CONSUMER',
  ws: undefined,
  wr: undefined,
};

type CoreAnnotations = Partial<Record<CoreName, V1Annotation>>;

/** A span of version 2 that is still being put together. */
interface Side {
  kind: ZipkinKind | undefined;
  endpoint: ZipkinEndpoint | undefined;
  remote: ZipkinEndpoint | undefined;
  timestampUs: number;
  durationUs: number;
  isShared: boolean;
  readonly annotations: ZipkinAnnotation[];
  readonly tags: Map<string, string>;
}

export function convertV1Span(source: V1Span): ZipkinSpan[] {
  const converter = new Converter(source);
  converter.readAnnotations();
  converter.readBinaryAnnotations();
  return converter.spans();
}

class Converter {
  private readonly source: V1Span;
  private readonly core: CoreAnnotations = {};
  private readonly sides: Side[] = [newSide(undefined)];
  private readonly byService = new Map<string, Side>();
  /** A server of the client's own name, or a consumer of the producer's. */
  private fork: Side | undefined;

  constructor(source: V1Span) {
    this.source = source;
  }

  spans(): ZipkinSpan[] {
    const { traceId, id, parentId, name, isDebug } = this.source;
    return this.sides.map((side) => ({
      traceId,
      id,
      parentId,
      name,
      isDebug,
      kind: side.kind,
      timestampUs: side.timestampUs,
      durationUs: side.durationUs,
      localEndpoint: side.endpoint,
      remoteEndpoint: side.remote,
      annotations: side.annotations,
      tags: side.tags,
      isShared: side.isShared,
    }));
  }

  readAnnotations(): void {
    const { core } = this;
    for (const annotation of this.source.annotations) {
      const name = CORE.find((known) => known === annotation.value);
      const side = this.sideOf(annotation.endpoint);
      if (name === undefined || annotation.endpoint === undefined) addAnnotation(side, annotation);
      else {
        core[name] = annotation;
        side.kind = KINDS[name] ?? side.kind;
      }
    }
    this.inferStart('cs', core.cr);
    this.inferStart('sr', core.ss);
    this.timeCall();
    this.timeMessage();
  }

  /** The side with this service; the one without a service takes it. */
  private sideOf(endpoint: ZipkinEndpoint | undefined): Side {
    const [first] = this.sides as [Side];
    if (endpoint === undefined) return first;
    const service = serviceKey(endpoint);
    if (first.endpoint === undefined) {
      first.endpoint = endpoint;
      this.byService.set(service, first);
    }
    const known = this.byService.get(service);
    if (known !== undefined) return known;
    const side = this.addSide(endpoint);
    this.byService.set(service, side);
    return side;
  }

  private addSide(endpoint: ZipkinEndpoint | undefined): Side {
    const side = newSide(endpoint);
    this.sides.push(side);
    return side;
  }

  /** Some senders write the end alone, and the start as the span's timestamp. */
  private inferStart(name: 'cs' | 'sr', end: V1Annotation | undefined): void {
    const { timestampUs, durationUs } = this.source;
    if (this.core[name] !== undefined || end === undefined) return;
    if (timestampUs === 0 || durationUs === 0 || timestampUs + durationUs !== end.timestampUs)
      return;
    this.core[name] = { timestampUs, value: name, endpoint: end.endpoint };
  }

  private timeCall(): void {
    const { cs, cr, sr, ss } = this.core;
    const { timestampUs, durationUs } = this.source;
    if (cs !== undefined && sr !== undefined) this.timeBothSides(cs, sr);
    else if (cs !== undefined && cr !== undefined) this.timeSide(cs, cr);
    else if (sr !== undefined && ss !== undefined) this.timeSide(sr, ss);
    else this.timeIncomplete();
    // Version 1 had no flag for it: by convention, a server that did not start the span has no time for it.
    const isJoined = timestampUs === 0 || (ss !== undefined && durationUs === 0);
    if (cs === undefined && sr !== undefined && isJoined) this.sideOf(sr.endpoint).isShared = true;
  }

  private timeBothSides(cs: V1Annotation, sr: V1Annotation): void {
    const { cr, ss } = this.core;
    this.timeSide(cs, cr);
    const client = this.sideOf(cs.endpoint);
    const server = this.otherSide(client, cs, sr, 'CLIENT', 'SERVER');
    server.isShared = true;
    server.timestampUs = sr.timestampUs;
    if (ss !== undefined) server.durationUs = Math.max(0, ss.timestampUs - sr.timestampUs);
    // One way only: the client has no end.
    if (cr === undefined && this.source.durationUs === 0) client.durationUs = 0;
  }

  /** A side of its own, even where both have one service. */
  private otherSide(
    side: Side,
    own: V1Annotation,
    other: V1Annotation,
    ownKind: ZipkinKind,
    otherKind: ZipkinKind,
  ): Side {
    if (!isSameService(own.endpoint, other.endpoint)) return this.sideOf(other.endpoint);
    side.kind = ownKind;
    this.fork = this.addSide(other.endpoint);
    this.fork.kind = otherKind;
    return this.fork;
  }

  /** By the span's own time, or else from one annotation to the other. */
  private timeSide(start: V1Annotation, end: V1Annotation | undefined): void {
    const side = this.sideOf(start.endpoint);
    const { timestampUs, durationUs } = this.source;
    if (timestampUs > 0 && durationUs > 0) {
      side.timestampUs = timestampUs;
      side.durationUs = durationUs;
      return;
    }
    side.timestampUs = start.timestampUs;
    if (end !== undefined && start.timestampUs > 0 && end.timestampUs > start.timestampUs) {
      side.durationUs = end.timestampUs - start.timestampUs;
    }
  }

  private timeIncomplete(): void {
    const { cs, cr, sr, ss } = this.core;
    for (const side of this.sides) {
      if (side.kind === 'CLIENT') {
        if (cs !== undefined) side.timestampUs = cs.timestampUs;
        if (cr !== undefined) addAnnotation(side, cr);
      } else if (side.kind === 'SERVER') {
        if (sr !== undefined) side.timestampUs = sr.timestampUs;
        if (ss !== undefined) addAnnotation(side, ss);
      }
    }
    const { timestampUs, durationUs } = this.source;
    if (timestampUs === 0) return;
    const [first] = this.sides as [Side];
    first.timestampUs = timestampUs;
    first.durationUs = durationUs;
  }

  private timeMessage(): void {
    const { ms, mr, ws, wr } = this.core;
    if (ms !== undefined && mr !== undefined) {
      const producer = this.sideOf(ms.endpoint);
      const consumer = this.otherSide(producer, ms, mr, 'PRODUCER', 'CONSUMER');
      consumer.isShared = true;
      consumer.timestampUs = (wr ?? mr).timestampUs;
      if (wr !== undefined) consumer.durationUs = Math.max(0, mr.timestampUs - wr.timestampUs);
      producer.timestampUs = ms.timestampUs;
      producer.durationUs = Math.max(0, (ws?.timestampUs ?? 0) - ms.timestampUs);
    } else if (ms !== undefined) this.timeSide(ms, ws);
    else if (mr !== undefined) this.timeSide(wr ?? mr, wr === undefined ? undefined : mr);
    else {
      for (const wire of [ws, wr])
        if (wire !== undefined) addAnnotation(this.sideOf(wire.endpoint), wire);
    }
  }

  readBinaryAnnotations(): void {
    const addresses = new Map<string, ZipkinEndpoint>();
    for (const { key, value, isBool, endpoint } of this.source.binaryAnnotations) {
      const isAddress = key === 'ca' || key === 'sa' || key === 'ma';
      if (isAddress && endpoint !== undefined) addresses.set(key, endpoint);
      else if (key !== 'lc' || (value !== '' && !isBool))
        this.sideOf(endpoint).tags.set(key, value);
    }
    this.setRemotes(addresses.get('ca'), addresses.get('sa'), addresses.get('ma'));
  }

  private setRemotes(
    ca: ZipkinEndpoint | undefined,
    sa: ZipkinEndpoint | undefined,
    ma: ZipkinEndpoint | undefined,
  ): void {
    const { cs, cr, sr, ss, ms, mr } = this.core;
    if ([cs, cr, sr, ss].every((one) => one === undefined) && (ca ?? sa) !== undefined) {
      this.setRemoteAlone(ca, sa);
      return;
    }
    const served = sr ?? ss;
    if (ca !== undefined && served !== undefined) {
      const server = this.fork?.kind === 'SERVER' ? this.fork : this.sideOf(served.endpoint);
      const isOwn = isSameService(ca, server.endpoint);
      server.remote = isOwn ? endpointOf({ ...ca, serviceName: '' }) : ca;
    }
    const called = cs ?? cr;
    if (sa !== undefined && called !== undefined) this.sideOf(called.endpoint).remote = sa;
    if (ma !== undefined && ms !== undefined) this.sideOf(ms.endpoint).remote = ma;
    if (ma !== undefined && mr !== undefined) {
      const consumer = this.fork?.kind === 'CONSUMER' ? this.fork : this.sideOf(mr.endpoint);
      consumer.remote = ma;
    }
  }

  /** Addresses without any of the annotations that say who calls whom. */
  private setRemoteAlone(ca: ZipkinEndpoint | undefined, sa: ZipkinEndpoint | undefined): void {
    if (sa !== undefined) this.sideOf(ca).remote = sa;
    else {
      const side = this.sideOf(undefined);
      side.kind = 'SERVER';
      side.remote = ca;
    }
  }
}

function newSide(endpoint: ZipkinEndpoint | undefined): Side {
  return {
    kind: undefined,
    endpoint,
    remote: undefined,
    timestampUs: 0,
    durationUs: 0,
    isShared: false,
    annotations: [],
    tags: new Map(),
  };
}

function addAnnotation(side: Side, { timestampUs, value }: V1Annotation): void {
  side.annotations.push({ timestampUs, value });
}

function isSameService(
  first: ZipkinEndpoint | undefined,
  second: ZipkinEndpoint | undefined,
): boolean {
  return serviceKey(first) === serviceKey(second);
}

function serviceKey(endpoint: ZipkinEndpoint | undefined): string {
  return endpoint?.serviceName.toLowerCase() ?? '';
}
