// Jaeger's process as a resource and back: its service name, and tags that say where it runs.

import { makeResource, type Resource } from '../batch/origin.ts';
import type { Attribute } from '../span/attribute-value.ts';
import { NO_SERVICE_NAME } from './tag-names.ts';

const SERVICE_NAME = 'service.name';
const HOST_NAME = 'host.name';

/** What Jaeger's clients call the host's name. */
const JAEGER_HOST_NAME = 'hostname';

/** A tag that all of Jaeger's clients send. */
const JAEGER_VERSION = 'jaeger.version';

export function resourceOfProcess(serviceName: string, tags: readonly Attribute[]): Resource {
  const hasHostName = tags.some(({ key }) => key === HOST_NAME);
  const attributes = tags.map(({ key, value }) => ({
    key: key === JAEGER_HOST_NAME && !hasHostName ? HOST_NAME : key,
    value,
  }));
  const isNamed = serviceName !== '' && serviceName !== NO_SERVICE_NAME;
  const name: Attribute = { key: SERVICE_NAME, value: { type: 'string', value: serviceName } };
  return makeResource({
    attributes: isNamed ? [name, ...attributes] : attributes,
    droppedAttributesCount: 0,
    schemaUrl: '',
  });
}

export interface JaegerProcess {
  readonly serviceName: string;
  readonly tags: readonly Attribute[];
}

export function processOfResource({ attributes }: Resource): JaegerProcess {
  const name = attributes.find(({ key }) => key === SERVICE_NAME);
  const isNamed = name?.value.type === 'string' && name.value.value !== '';
  const keys = new Set(attributes.map(({ key }) => key));
  const isOfJaeger = keys.has(JAEGER_VERSION) && !keys.has(JAEGER_HOST_NAME);
  return {
    serviceName: isNamed && name.value.type === 'string' ? name.value.value : NO_SERVICE_NAME,
    tags: attributes
      .filter((attribute) => !isNamed || attribute !== name)
      .map(({ key, value }) => ({
        key: isOfJaeger && key === HOST_NAME ? JAEGER_HOST_NAME : key,
        value,
      })),
  };
}
