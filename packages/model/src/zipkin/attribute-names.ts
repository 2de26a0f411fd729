// What Zipkin's spans have and OpenTelemetry's have not, as attributes; and Zipkin's tags that are something
// else in OpenTelemetry: https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin/

/** Booleans; a tag of the same name is text. */
export const ZIPKIN_ATTRIBUTE = {
  shared: 'zipkin.shared',
  debug: 'zipkin.debug',
  /** The span has no timestamp: its start is a guess. Named as in OpenTelemetry's own translator. */
  absentTimestamp: 'otel.zipkin.absentField.startTime',
} as const;

/**
 * Where the parts of an endpoint go. When a tag has that name already, the tag keeps it, and the part goes to
 * the other one, even when it is empty: so that whoever reads knows what was a tag.
 */
export interface EndpointAttributes {
  readonly serviceName: AttributeChoice | undefined;
  readonly address: AttributeChoice;
  readonly port: AttributeChoice;
  /** Where there is an address of the other family as well. */
  readonly ipv6: string;
}

export interface AttributeChoice {
  readonly usual: string;
  readonly other: string;
}

export const LOCAL_ENDPOINT: EndpointAttributes = {
  // It is the resource's.
  serviceName: undefined,
  address: { usual: 'network.local.address', other: 'zipkin.local.address' },
  port: { usual: 'network.local.port', other: 'zipkin.local.port' },
  ipv6: 'zipkin.local.ipv6',
};

export const REMOTE_ENDPOINT: EndpointAttributes = {
  serviceName: { usual: 'peer.service', other: 'zipkin.remote.service_name' },
  address: { usual: 'network.peer.address', other: 'zipkin.remote.address' },
  port: { usual: 'network.peer.port', other: 'zipkin.remote.port' },
  ipv6: 'zipkin.remote.ipv6',
};

export const ZIPKIN_TAG = {
  kind: 'span.kind',
  error: 'error',
  statusCode: 'otel.status_code',
  statusDescription: 'otel.status_description',
  traceState: 'w3c.tracestate',
  scopeName: 'otel.scope.name',
  scopeVersion: 'otel.scope.version',
  /** What scopes were called before. */
  libraryName: 'otel.library.name',
  libraryVersion: 'otel.library.version',
  droppedAttributes: 'otel.dropped_attributes_count',
  droppedEvents: 'otel.dropped_events_count',
  droppedLinks: 'otel.dropped_links_count',
} as const;

export const SERVICE_NAME = 'service.name';

/**
 * Tags that say where a service runs, as OpenTelemetry's exporters send them with each span: they belong to
 * the resource. Of the semantic conventions for resources; a name that spans use as well is not here.
 */
const RESOURCE_TAGS =
  /^(?:telemetry\.(?:sdk|distro|auto)\.|service\.(?:namespace|version|instance\.id)$|host\.(?:name|id|type|arch|ip|mac|image\.)|os\.(?:type|description|name|version|build_id)$|process\.(?:pid|parent_pid|executable\.|command$|command_args$|command_line$|owner$|runtime\.)|container\.|k8s\.|cloud\.(?:provider|account\.id|region|availability_zone|platform|resource_id)$|deployment\.environment|device\.|browser\.|webengine\.)/;

export function isResourceTag(key: string): boolean {
  return RESOURCE_TAGS.test(key);
}
