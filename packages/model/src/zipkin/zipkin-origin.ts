// The resource and the scope of a Zipkin span: its service, what its tags say of where that runs, and which
// library made the span. Both are made once and found again, because they come with every span.

import { makeResource, makeScope, type Resource, type Scope } from '../batch/origin.ts';
import type { Attribute } from '../span/attribute-value.ts';
import { isResourceTag, SERVICE_NAME } from './attribute-names.ts';

/** Services with their instances; beyond it they are made anew. */
const MAX_KNOWN = 1000;

/** Keys of tags: more than any system has. */
const MAX_KNOWN_KEYS = 10_000;

const resources = new Map<string, Resource>();
const scopes = new Map<string, Scope>();
const resourceKeys = new Map<string, boolean>();

/** Looks the key up where it was seen before: each span has the same ones. */
export function isOfResource(key: string): boolean {
  let isOf = resourceKeys.get(key);
  if (isOf === undefined) {
    isOf = isResourceTag(key);
    remember(resourceKeys, key, isOf, MAX_KNOWN_KEYS);
  }
  return isOf;
}

/** `tags`: of the resource, as key and value in turn. */
export function resourceOf(serviceName: string, tags: readonly string[]): Resource {
  const known = tags.length === 0 ? serviceName : JSON.stringify([serviceName, tags]);
  let resource = resources.get(known);
  if (resource === undefined) {
    resource = newResource(serviceName, tags);
    remember(resources, known, resource, MAX_KNOWN);
  }
  return resource;
}

function newResource(serviceName: string, tags: readonly string[]): Resource {
  const attributes: Attribute[] = [];
  const add = (key: string, value: string): void => {
    attributes.push({ key, value: { type: 'string', value } });
  };
  if (serviceName !== '') add(SERVICE_NAME, serviceName);
  for (let at = 0; at < tags.length; at += 2) add(tags[at] ?? '', tags[at + 1] ?? '');
  return makeResource({ attributes, droppedAttributesCount: 0, schemaUrl: '' });
}

export function scopeOf(name: string, version: string): Scope {
  const known = `${name}\0${version}`;
  let scope = scopes.get(known);
  if (scope === undefined) {
    const rest = { attributes: [], droppedAttributesCount: 0, schemaUrl: '' };
    scope = makeScope({ name, version, ...rest });
    remember(scopes, known, scope, MAX_KNOWN);
  }
  return scope;
}

function remember<T>(known: Map<string, T>, key: string, value: T, max: number): void {
  if (known.size >= max) known.clear();
  known.set(key, value);
}
