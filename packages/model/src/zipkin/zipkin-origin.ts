// The resource and the scope of a Zipkin span: its service, what its tags say of where that runs, and which
// library made the span. Both are made once and found again, because they come with every span.

import { makeResource, makeScope, type Resource, type Scope } from '../batch/origin.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import type { Attribute } from '../span/attribute-value.ts';
import { SERVICE_NAME } from './attribute-names.ts';

/** Services with their instances; beyond it they are made anew. */
const MAX_KNOWN = 1000;

/** Longer ones are made anew each time, so that what is remembered stays below some ten megabytes. */
const MAX_KNOWN_CHARACTERS = 4096;

/** Codes of a batch for what spans say of their origin. The codes of the span before are tried first. */
export class OriginCodes {
  private readonly resources = new Map<string, Resource>();
  private readonly scopes = new Map<string, Scope>();
  private lastResource = -1;
  private lastScope = -1;

  /** `tags`: of the resource, as key and value in turn. */
  resource({ resources }: SpanBatch, serviceName: string, tags: readonly string[]): number {
    const known = joined(serviceName, tags);
    let resource = this.resources.get(known);
    if (resource === undefined) {
      resource = newResource(serviceName, tags);
      remember(this.resources, known, resource);
    }
    // Codes begin anew with the batch, hence the look at what the code stands for.
    if (resources.entries[this.lastResource] !== resource) {
      this.lastResource = resources.intern(resource);
    }
    return this.lastResource;
  }

  scope({ scopes }: SpanBatch, name: string, version: string): number {
    const known = joined(name, [version]);
    let scope = this.scopes.get(known);
    if (scope === undefined) {
      const rest = { attributes: [], droppedAttributesCount: 0, schemaUrl: '' };
      scope = makeScope({ name, version, ...rest });
      remember(this.scopes, known, scope);
    }
    if (scopes.entries[this.lastScope] !== scope) this.lastScope = scopes.intern(scope);
    return this.lastScope;
  }
}

/** One text for several, with their lengths before them, so that no two lists make the same. */
function joined(first: string, rest: readonly string[]): string {
  let text = `${first.length} ${first}`;
  for (let at = 0; at < rest.length; at++) {
    const part = rest[at] as string;
    text += `\0${part.length} ${part}`;
  }
  return text;
}

export function newResource(serviceName: string, tags: readonly string[]): Resource {
  const attributes: Attribute[] = [];
  const add = (key: string, value: string): void => {
    attributes.push({ key, value: { type: 'string', value } });
  };
  if (serviceName !== '') add(SERVICE_NAME, serviceName);
  for (let at = 0; at < tags.length; at += 2) add(tags[at] ?? '', tags[at + 1] ?? '');
  return makeResource({ attributes, droppedAttributesCount: 0, schemaUrl: '' });
}

function remember<T>(known: Map<string, T>, key: string, value: T): void {
  if (key.length > MAX_KNOWN_CHARACTERS) return;
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, value);
}
