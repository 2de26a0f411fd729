// What tags of a Zipkin span say besides being attributes: kind, status, scope, links and more, by the rules of
// OpenTelemetry's translator; and the columns that follow from it.

import type { SpanBatch } from '../batch/span-batch.ts';
import {
  KIND_CLIENT,
  KIND_CONSUMER,
  KIND_INTERNAL,
  KIND_PRODUCER,
  KIND_SERVER,
  STATUS_ERROR,
} from '../span/span-kind.ts';
import { SERVICE_NAME, ZIPKIN_TAG } from './attribute-names.ts';
import { type LinkText, linkTag, readLinkText } from './event-text.ts';
import { addText, appendText, tagKey } from './text-columns.ts';
import { OriginCodes } from './zipkin-origin.ts';
import type { ZipkinKind } from './zipkin-span.ts';

const KINDS: Readonly<Record<ZipkinKind, number>> = {
  SERVER: KIND_SERVER,
  CLIENT: KIND_CLIENT,
  PRODUCER: KIND_PRODUCER,
  CONSUMER: KIND_CONSUMER,
};

const ERROR = tagKey(ZIPKIN_TAG.error);

const origins = new OriginCodes();

/** What tags say besides being attributes. */
export interface TagMeaning {
  kind: number;
  statusCode: number;
  description: string | undefined;
  error: string | undefined;
  traceState: string;
  scopeName: string;
  scopeVersion: string;
  serviceName: string;
  dropped: { attributes: number; events: number; links: number };
  /** Key and value in turn. */
  ofResource: string[];
  /** Tags that are links, in order. */
  links: readonly LinkText[];
}

export function newMeaning(kind: ZipkinKind | undefined, serviceName: string): TagMeaning {
  return {
    kind: kind === undefined ? 0 : KINDS[kind],
    statusCode: 0,
    description: undefined,
    error: undefined,
    traceState: '',
    scopeName: '',
    scopeVersion: '',
    serviceName,
    dropped: { attributes: 0, events: 0, links: 0 },
    ofResource: [],
    links: [],
  };
}

/** Of a span whose attributes are complete but for what the status leaves of a tag. `resource`: undefined: by its tags. */
export function appendMeaning(meaning: TagMeaning, batch: SpanBatch, resource?: number): void {
  batch.kind.append(meaning.kind);
  appendText(batch.traceState, meaning.traceState);
  batch.droppedAttributes.append(meaning.dropped.attributes);
  batch.droppedEvents.append(meaning.dropped.events);
  batch.droppedLinks.append(meaning.dropped.links);
  appendStatus(meaning, batch);
  for (const link of meaning.links) appendLink(batch, link);
  batch.links.ends.append(batch.links.flags.length);
  batch.resource.append(
    resource ?? origins.resource(batch, meaning.serviceName, meaning.ofResource),
  );
  batch.scope.append(origins.scope(batch, meaning.scopeName, meaning.scopeVersion));
}

/** Links that are numbered from 0 without a gap; others stay tags. */
export function linksOf(tags: ReadonlyMap<string, string>): LinkText[] {
  const links: LinkText[] = [];
  for (;;) {
    const text = tags.get(linkTag(links.length));
    const link = text === undefined ? undefined : readLinkText(text);
    if (link === undefined) return links;
    links.push(link);
  }
}

/** Whether the tag has become something else. */
export function takesTag(meaning: TagMeaning, key: string, value: string): boolean {
  switch (key) {
    case ZIPKIN_TAG.kind:
      if (value !== 'internal' || meaning.kind !== 0) return false;
      meaning.kind = KIND_INTERNAL;
      return true;
    case ZIPKIN_TAG.error:
      meaning.error = value;
      return true;
    case ZIPKIN_TAG.statusCode: {
      const status = ['OK', 'ERROR'].indexOf(value.toUpperCase().replace(/^STATUS_CODE_/, '')) + 1;
      meaning.statusCode = status;
      return status > 0;
    }
    case ZIPKIN_TAG.statusDescription:
      meaning.description = value;
      return true;
    case SERVICE_NAME:
      meaning.serviceName ||= value;
      return meaning.serviceName === value;
    default:
      return takesName(meaning, key, value) || takesCount(meaning, key, value);
  }
}

function takesName(meaning: TagMeaning, key: string, value: string): boolean {
  switch (key) {
    case ZIPKIN_TAG.traceState:
      meaning.traceState = value;
      return true;
    case ZIPKIN_TAG.scopeName:
      meaning.scopeName = value;
      return true;
    case ZIPKIN_TAG.libraryName:
      meaning.scopeName ||= value;
      return true;
    case ZIPKIN_TAG.scopeVersion:
      meaning.scopeVersion = value;
      return true;
    case ZIPKIN_TAG.libraryVersion:
      meaning.scopeVersion ||= value;
      return true;
    default:
      return false;
  }
}

function takesCount(meaning: TagMeaning, key: string, value: string): boolean {
  const { dropped, links } = meaning;
  const count = /^[1-9]\d{0,8}$/.test(value) ? Number(value) : 0;
  switch (key) {
    case ZIPKIN_TAG.droppedAttributes:
      dropped.attributes = count;
      return count > 0;
    case ZIPKIN_TAG.droppedEvents:
      dropped.events = count;
      return count > 0;
    case ZIPKIN_TAG.droppedLinks:
      dropped.links = count;
      return count > 0;
    default:
      return links.some((_, number) => key === linkTag(number));
  }
}

/**
 * Zipkin knows an error by the tag `error`, whatever it says, and OpenTelemetry by a status. With a status the
 * tag is its message; without one it stays, as what the service said.
 */
function appendStatus(meaning: TagMeaning, batch: SpanBatch): void {
  const { error, description } = meaning;
  let { statusCode } = meaning;
  let message = description ?? '';
  if (error !== undefined) {
    const isMessage = statusCode === STATUS_ERROR && (description ?? error) === error;
    if (isMessage) message = error === 'true' ? message : error;
    else addText(batch.attributes, ERROR, error);
    if (statusCode === 0 && error !== 'false') statusCode = STATUS_ERROR;
  }
  batch.statusCode.append(statusCode);
  appendText(batch.statusMessage, message);
}

function appendLink({ links }: SpanBatch, link: LinkText): void {
  links.traceId.append(link.traceId, 0);
  links.spanId.append(link.spanId, 0);
  links.traceState.appendText(link.traceState);
  links.flags.append(0);
  links.droppedAttributes.append(link.droppedAttributes);
  links.attributes.addRow(link.attributes);
}
