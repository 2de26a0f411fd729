// Which clock stamped a span: the process's, because that is what is known best, else the host's, else
// the service's. Two spans of one clock are never moved against each other.

import type { Resource } from '@throughline/model/batch/origin';
import { attributeText } from '@throughline/model/span/attribute-value';

/** Instance ids need only differ within a service; the ids of hosts differ everywhere. */
const PROCESS_KEY = 'service.instance.id';
const HOST_KEYS = ['host.id', 'host.name', 'k8s.pod.name', 'container.id'];

export function clockOf(resource: Resource): string {
  const instance = textOf(resource, PROCESS_KEY);
  if (instance !== undefined) return `${resource.serviceName}@${instance}`;
  for (const key of HOST_KEYS) {
    const host = textOf(resource, key);
    if (host !== undefined) return host;
  }
  return resource.serviceName;
}

function textOf(resource: Resource, key: string): string | undefined {
  const value = resource.attributes.find((attribute) => attribute.key === key)?.value;
  if (value === undefined) return undefined;
  return value.type === 'string' ? value.value : attributeText(value);
}
