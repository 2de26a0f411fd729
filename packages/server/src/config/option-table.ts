// Every option of `throughline serve`, as data. Flags, THROUGHLINE_* variables, the keys of the YAML
// file, validation, `throughline help` and docs/reference/options.md all come from this table.

import type { LinkTemplate } from '@throughline/model/api/link-templates';
import { DEFAULT_SPAN_LIMITS } from '@throughline/model/limits/span-limits';
import {
  DEFAULT_RETENTION_MS,
  type RetentionRule,
} from '@throughline/storage/keep/retention-policy';
import { DEFAULT_SPOOL_LIMITS } from '@throughline/storage/spool/spool-limits';
import { defaultDataDir, type Surroundings } from './default-data-dir.ts';
import {
  type FindingMute,
  type FindingThreshold,
  findingMutesType,
  findingThresholdsType,
} from './finding-options.ts';
import { linkTemplatesType } from './link-template.ts';
import {
  bytesType,
  choiceType,
  durationType,
  hostType,
  httpUrlType,
  integerType,
  type OptionType,
  originsType,
  pathType,
  portType,
  textType,
} from './option-types.ts';
import { type RedactionRule, redactionRulesType } from './redaction-rule.ts';
import { retentionRulesType, retentionType } from './retention-rule.ts';

export const OPTION_GROUPS = [
  'Data',
  'Keeping and redaction',
  'Analysis',
  'Limits',
  'Listeners',
  'Storage engine',
  'Logging',
] as const;
export type OptionGroup = (typeof OPTION_GROUPS)[number];

export interface DefaultSurroundings extends Surroundings {
  /** Whether a person reads the log as it is written. */
  readonly isTerminal: boolean;
}

export interface OptionDeclaration<T, D> {
  /** The flag without dashes and the key in the YAML file. */
  readonly name: string;
  readonly group: OptionGroup;
  readonly type: OptionType<T>;
  readonly description: string;
  readonly defaultOf: (surroundings: DefaultSurroundings) => D;
  /** The default in words where it depends on the surroundings. */
  readonly defaultText?: string;
  readonly defaultReason: string;
  /** Not taken from the command line, never shown. */
  readonly secret?: boolean;
}

function option<T, D extends T | undefined>(
  declaration: OptionDeclaration<T, D>,
): OptionDeclaration<T, D> {
  return declaration;
}

const none = (): undefined => undefined;

const DAY_MS = 24 * 3600 * 1000;

/** Of attributes, events and links: above it a span cannot be shown any more. */
const MAX_ITEMS = 100_000;

/** Beyond it every default port would leave the range of ports. */
const MAX_PORT_OFFSET = 45_000;

export const OPTIONS = {
  dataDir: option({
    name: 'data-dir',
    group: 'Data',
    type: pathType,
    description:
      'Directory that holds all stored spans, or with --clickhouse-url those on their way there; ' +
      'made when missing. One instance at a time.',
    defaultOf: defaultDataDir,
    defaultText:
      '`$XDG_DATA_HOME/throughline` or `~/.local/share/throughline`; ' +
      '`~/Library/Application Support/throughline` on macOS',
    defaultReason: 'where each platform keeps the data of a user',
  }),
  config: option({
    name: 'config',
    group: 'Data',
    type: pathType,
    description: 'YAML file with options, by their names here without dashes in front.',
    defaultOf: none,
    defaultText: 'none',
    defaultReason: 'nothing needs to be configured',
  }),
  spoolMaxBytes: option({
    name: 'spool-max-bytes',
    group: 'Data',
    type: bytesType(1024 ** 2, 16 * 1024 ** 4),
    description:
      'Room on disk for spans that wait for the storage engine. When it is used up, senders are ' +
      'asked to come again.',
    defaultOf: () => DEFAULT_SPOOL_LIMITS.maxBytes,
    defaultReason: 'twenty minutes of 5,000 spans a second',
  }),
  spoolMaxAge: option({
    name: 'spool-max-age',
    group: 'Data',
    type: durationType(1000, 30 * DAY_MS),
    description:
      'How long spans may wait for the storage engine before senders are asked to come again. ' +
      'Nothing that waits is dropped.',
    defaultOf: () => DEFAULT_SPOOL_LIMITS.maxAgeMs,
    defaultReason: 'by then nobody is mending the engine, and senders should notice',
  }),
  retention: option({
    name: 'retention',
    group: 'Keeping and redaction',
    type: retentionType,
    description: 'How long traces are kept after they were received. Days go as a whole.',
    defaultOf: (): number | 'off' => DEFAULT_RETENTION_MS,
    defaultReason: 'two weeks: long enough to compare with the week before',
  }),
  retentionRule: option({
    name: 'retention-rule',
    group: 'Keeping and redaction',
    type: retentionRulesType,
    description:
      'Another age for some traces, whole: those with errors, or with a span (or root span) of a ' +
      'service or name. The longest that matches counts. Can be given several times.',
    defaultOf: (): readonly RetentionRule[] => [],
    defaultText: 'none',
    defaultReason: 'what is worth keeping longer is yours to say; docs/retention.md has examples',
  }),
  retentionMaxBytes: option({
    name: 'retention-max-bytes',
    group: 'Keeping and redaction',
    type: bytesType(64 * 1024 ** 2, 1024 ** 5),
    description: 'Size on disk of all stored spans; beyond it the oldest day goes.',
    defaultOf: none,
    defaultText: 'none',
    defaultReason:
      'a bound by the size of the disk would delete because something else fills it; when it is ' +
      'full, senders are asked to come again and nothing is lost',
  }),
  redact: option({
    name: 'redact',
    group: 'Keeping and redaction',
    type: redactionRulesType,
    description:
      'A rule by which secrets are dropped, hashed or masked before anything is written to disk. ' +
      'Can be given several times.',
    defaultOf: (): readonly RedactionRule[] => [],
    defaultText: 'none',
    defaultReason: 'only you know what is secret; docs/redaction.md has a set to begin with',
  }),
  linkTemplate: option({
    name: 'link-template',
    group: 'Analysis',
    type: linkTemplatesType,
    description:
      'A link that the page of a span shows when the span or its resource has an attribute: to its logs, a ' +
      'runbook, a dashboard. In the address {attribute}, {trace.id}, {span.id}, {start.ms} and {end.ms} ' +
      'stand for values. Can be given several times.',
    defaultOf: (): readonly LinkTemplate[] => [],
    defaultText: 'none',
    defaultReason: 'only you know where your logs are',
  }),
  analysis: option({
    name: 'analysis',
    group: 'Analysis',
    type: choiceType(['on', 'off']),
    description:
      'Whether arriving traces are analysed, so that findings can be searched and counted. A trace that ' +
      'somebody opens is analysed in any case.',
    defaultOf: (): 'on' | 'off' => 'on',
    defaultReason: 'a fault that nobody looks for is found, too',
  }),
  analysisCpu: option({
    name: 'analysis-cpu',
    group: 'Analysis',
    type: integerType(1, 100),
    description:
      'Per cent of one CPU that the analysis of arriving traces may take, and that counting who calls ' +
      'whom may take beside it. Where more arrives, a sample of the traces is analysed, and the answers ' +
      'say how many.',
    defaultOf: () => 20,
    defaultReason: 'enough for all traces of some 2,000 spans a second, and a sample of more',
  }),
  analysisRest: option({
    name: 'analysis-rest',
    group: 'Analysis',
    type: durationType(1000, 3600 * 1000),
    description:
      'How long no span of a trace has arrived when it is analysed; when spans come later, it is analysed again.',
    defaultOf: () => 10_000,
    defaultReason: 'SDKs send every five seconds, collectors a little later',
  }),
  muteFinding: option({
    name: 'mute-finding',
    group: 'Analysis',
    type: findingMutesType,
    description: 'A finding not to be told, of one service or at all. Can be given several times.',
    defaultOf: (): readonly FindingMute[] => [],
    defaultText: 'none',
    defaultReason: 'docs/analysis.md says what each finding may mistake for a fault',
  }),
  findingThreshold: option({
    name: 'finding-threshold',
    group: 'Analysis',
    type: findingThresholdsType,
    description: 'From where on something is a finding. Can be given several times.',
    defaultOf: (): readonly FindingThreshold[] => [],
    defaultText: 'those of docs/analysis.md',
    defaultReason: 'measured: what is found then is nearly always a fault',
  }),
  maxAttributesPerSpan: option({
    name: 'max-attributes-per-span',
    group: 'Limits',
    type: integerType(1, MAX_ITEMS),
    description: 'Attributes that a span, an event or a link keeps: numbers first, then in order.',
    defaultOf: () => DEFAULT_SPAN_LIMITS.maxAttributesPerSpan,
    defaultReason: 'wide events have some hundred; SDKs stop at 128 by default',
  }),
  maxValueBytes: option({
    name: 'max-value-bytes',
    group: 'Limits',
    type: bytesType(256, 256 * 1024 ** 2),
    description: 'Bytes that the value of an attribute, or a status message, keeps.',
    defaultOf: () => DEFAULT_SPAN_LIMITS.maxValueBytes,
    defaultReason: 'stack traces, SQL and the prompts of language models are kept whole',
  }),
  maxEventsPerSpan: option({
    name: 'max-events-per-span',
    group: 'Limits',
    type: integerType(1, MAX_ITEMS),
    description: 'Events that a span keeps: the first ones.',
    defaultOf: () => DEFAULT_SPAN_LIMITS.maxEventsPerSpan,
    defaultReason: 'one per message of a long stream; SDKs stop at 128 by default',
  }),
  maxLinksPerSpan: option({
    name: 'max-links-per-span',
    group: 'Limits',
    type: integerType(1, MAX_ITEMS),
    description: 'Links that a span keeps: the first ones.',
    defaultOf: () => DEFAULT_SPAN_LIMITS.maxLinksPerSpan,
    defaultReason: 'one per message of a batch; SDKs stop at 128 by default',
  }),
  maxNameBytes: option({
    name: 'max-name-bytes',
    group: 'Limits',
    type: bytesType(64, 64 * 1024),
    description:
      'Bytes that the name of a span or event, or a trace state, keeps; an attribute with a longer ' +
      'key is left out.',
    defaultOf: () => DEFAULT_SPAN_LIMITS.maxNameBytes,
    defaultReason: 'SQL statements as names are kept whole',
  }),
  maxSpansPerRequest: option({
    name: 'max-spans-per-request',
    group: 'Limits',
    type: integerType(1, 10_000_000),
    description: 'Spans that one export request may bring; those beyond it are rejected.',
    defaultOf: () => DEFAULT_SPAN_LIMITS.maxSpansPerRequest,
    defaultReason: 'three times what fits into the largest request of ordinary spans',
  }),
  host: option({
    name: 'host',
    group: 'Listeners',
    type: hostType,
    description: 'Address that every listener binds. 0.0.0.0 makes it reachable from elsewhere.',
    defaultOf: () => '127.0.0.1',
    defaultReason: 'traces tell a lot: nobody else can read them unless you say so',
  }),
  portOffset: option({
    name: 'port-offset',
    group: 'Listeners',
    type: integerType(0, MAX_PORT_OFFSET),
    description: 'Added to every port, so that several instances can run side by side.',
    defaultOf: () => 0,
    defaultReason: 'applications already send to the standard ports',
  }),
  httpPort: option({
    name: 'http-port',
    group: 'Listeners',
    type: portType,
    description: 'Port of the UI, the API, /healthz, /readyz and /metrics.',
    defaultOf: () => 16_686,
    defaultReason: 'where bookmarks of Jaeger users already point',
  }),
  otlpHttpPort: option({
    name: 'otlp-http-port',
    group: 'Listeners',
    type: portType,
    description: 'Port that takes OTLP over HTTP (protobuf and JSON).',
    defaultOf: () => 4318,
    defaultReason: 'the standard port of OTLP/HTTP',
  }),
  otlpGrpcPort: option({
    name: 'otlp-grpc-port',
    group: 'Listeners',
    type: portType,
    description: 'Port that takes OTLP over gRPC.',
    defaultOf: () => 4317,
    defaultReason: 'the standard port of OTLP/gRPC',
  }),
  tempoPort: option({
    name: 'tempo-port',
    group: 'Listeners',
    type: portType,
    description: 'Port of the API of Grafana Tempo, over HTTP and gRPC: a data source for Grafana.',
    defaultOf: () => 3200,
    defaultReason: 'where data sources of Tempo users already point',
  }),
  zipkinPort: option({
    name: 'zipkin-port',
    group: 'Listeners',
    type: portType,
    description:
      'Port that takes spans from Zipkin reporters (JSON, protobuf and thrift) and answers its query API.',
    defaultOf: () => 9411,
    defaultReason: 'where every Zipkin reporter sends',
  }),
  jaegerHttpPort: option({
    name: 'jaeger-http-port',
    group: 'Listeners',
    type: portType,
    description: 'Port that takes spans from Jaeger clients over HTTP (thrift).',
    defaultOf: () => 14_268,
    defaultReason: "the port of Jaeger's collector",
  }),
  jaegerGrpcPort: option({
    name: 'jaeger-grpc-port',
    group: 'Listeners',
    type: portType,
    description: 'Port that takes spans from Jaeger agents and exporters over gRPC.',
    defaultOf: () => 14_250,
    defaultReason: "the gRPC port of Jaeger's collector",
  }),
  jaegerCompactPort: option({
    name: 'jaeger-compact-port',
    group: 'Listeners',
    type: portType,
    description: 'UDP port that takes spans from Jaeger clients in compact thrift.',
    defaultOf: () => 6831,
    defaultReason: "the port of Jaeger's agent to which most clients send",
  }),
  jaegerBinaryPort: option({
    name: 'jaeger-binary-port',
    group: 'Listeners',
    type: portType,
    description: 'UDP port that takes spans from Jaeger clients in binary thrift.',
    defaultOf: () => 6832,
    defaultReason: "the port of Jaeger's agent to which its Node.js client sends",
  }),
  jaegerQueryPort: option({
    name: 'jaeger-query-port',
    group: 'Listeners',
    type: portType,
    description: "Port of Jaeger's query API over gRPC; over HTTP it is on the port of the UI.",
    defaultOf: () => 16_685,
    defaultReason: "the gRPC port of Jaeger's query service",
  }),
  jaegerSamplingPort: option({
    name: 'jaeger-sampling-port',
    group: 'Listeners',
    type: portType,
    description:
      'Port that tells Jaeger and OpenTelemetry clients with a remote sampler how much to sample, over HTTP.',
    defaultOf: () => 5778,
    defaultReason: "the port of Jaeger's agent where clients ask",
  }),
  jaegerSamplingGrpcPort: option({
    name: 'jaeger-sampling-grpc-port',
    group: 'Listeners',
    type: portType,
    description: 'Port that tells the same over gRPC; so does the port of --jaeger-grpc-port.',
    defaultOf: () => 5779,
    defaultReason: 'the gRPC port of Jaeger 2 for it',
  }),
  samplingStrategiesFile: option({
    name: 'sampling-strategies-file',
    group: 'Listeners',
    type: pathType,
    description:
      "JSON file that says how much clients with a remote sampler are to sample, in the form of Jaeger's. It is " +
      'watched, and wins over what is put through the API.',
    defaultOf: none,
    defaultText: 'none',
    defaultReason: 'without one, what was put through the API, or one trace in 1,000 as in Jaeger',
  }),
  corsOrigins: option({
    name: 'cors-origins',
    group: 'Listeners',
    type: originsType,
    description: 'Web origins whose pages may send OTLP over HTTP. The API itself has no CORS.',
    defaultOf: (): readonly string[] => ['*'],
    defaultReason: 'sending spans reveals nothing, and pages under development have many origins',
  }),
  maxRequestBytes: option({
    name: 'max-request-bytes',
    group: 'Listeners',
    type: bytesType(64 * 1024, 256 * 1024 ** 2),
    description: 'Largest export request body, measured after decompression.',
    defaultOf: () => 16 * 1024 ** 2,
    defaultReason: 'four times what gRPC takes by default, and some 30,000 spans',
  }),
  memoryLimit: option({
    name: 'memory-limit',
    group: 'Storage engine',
    type: bytesType(1024 ** 3, 16 * 1024 ** 4),
    description: 'Memory to size the embedded engine for; it takes its share of this.',
    defaultOf: none,
    defaultText: 'that of the machine or container',
    defaultReason: 'found out at start',
  }),
  clickhouseUrl: option({
    name: 'clickhouse-url',
    group: 'Storage engine',
    type: httpUrlType,
    description: 'HTTP URL of a ClickHouse server to use; then no engine is embedded.',
    defaultOf: none,
    defaultText: 'none: the embedded engine',
    defaultReason: 'nothing to install and run',
  }),
  clickhouseUser: option({
    name: 'clickhouse-user',
    group: 'Storage engine',
    type: textType,
    description: 'User at --clickhouse-url; it must be allowed to create and alter tables.',
    defaultOf: () => 'default',
    defaultReason: 'the user that a fresh ClickHouse has',
  }),
  clickhousePassword: option({
    name: 'clickhouse-password',
    group: 'Storage engine',
    type: textType,
    description: 'Password at --clickhouse-url.',
    defaultOf: none,
    defaultText: 'none',
    defaultReason: 'the default user of a fresh ClickHouse has none',
    secret: true,
  }),
  clickhousePasswordFile: option({
    name: 'clickhouse-password-file',
    group: 'Storage engine',
    type: pathType,
    description: 'File with the password at --clickhouse-url; a line break at its end is left out.',
    defaultOf: none,
    defaultText: 'none',
    defaultReason: 'for secrets that are mounted as files',
  }),
  clickhouseDatabase: option({
    name: 'clickhouse-database',
    group: 'Storage engine',
    type: textType,
    description: 'Database at --clickhouse-url; created when missing.',
    defaultOf: () => 'throughline',
    defaultReason: 'apart from whatever else lives on that server',
  }),
  logLevel: option({
    name: 'log-level',
    group: 'Logging',
    type: choiceType(['fatal', 'error', 'warn', 'info', 'debug', 'trace']),
    description: 'Least severity that is logged, to standard error.',
    defaultOf: () => 'info' as const,
    defaultReason: 'a few lines per start and whatever goes wrong',
  }),
  logFormat: option({
    name: 'log-format',
    group: 'Logging',
    type: choiceType(['pretty', 'json']),
    description:
      'Lines for people, or one JSON object per line. The start-up message is JSON only when `json` is given here.',
    defaultOf: ({ isTerminal }): 'pretty' | 'json' => (isTerminal ? 'pretty' : 'json'),
    defaultText: '`pretty` on a terminal, else `json`',
    defaultReason: 'people read terminals, programs read pipes',
  }),
  demoTraces: option({
    name: 'demo-traces',
    group: 'Data',
    type: choiceType(['on', 'off']),
    description: 'Whether the page of an empty server offers to load demo traces.',
    defaultOf: (): 'on' | 'off' => 'on',
    defaultReason:
      'whoever has nothing to send yet has something to look at, and nothing is loaded unasked',
  }),
  selfTraces: option({
    name: 'self-traces',
    group: 'Logging',
    type: choiceType(['on', 'off']),
    description:
      'Whether Throughline keeps traces of itself, under the service `throughline`: requests of the ' +
      'API, and one in a hundred exports and inserts.',
    defaultOf: (): 'on' | 'off' => 'off',
    defaultReason: 'what you look at are your services',
  }),
};

export type OptionKey = keyof typeof OPTIONS;

/** The value of every option, checked, defaults filled in. */
export type OptionValues = {
  readonly [K in OptionKey]: (typeof OPTIONS)[K] extends OptionDeclaration<infer T, infer D>
    ? T | D
    : never;
};

export const OPTION_KEYS = Object.keys(OPTIONS) as readonly OptionKey[];

export function environmentName(optionName: string): string {
  return `THROUGHLINE_${optionName.toUpperCase().replaceAll('-', '_')}`;
}
