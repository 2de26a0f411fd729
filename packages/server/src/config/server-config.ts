// The configuration the composition root works with: options that belong together checked together
// and put into the shape their consumer wants. After this, nothing is optional by accident.

import { readFileSync } from 'node:fs';
import type { FindingSettings } from '@throughline/analysis/findings/find-all';
import type { LinkTemplate } from '@throughline/model/api/link-templates';
import type { SpanLimits } from '@throughline/model/limits/span-limits';
import type { FindingName } from '@throughline/model/span/finding-name';
import type { RetentionPolicy } from '@throughline/storage/keep/retention-policy';
import type { ListenAddress } from '../listener.ts';
import { OPTIONS, type OptionKey, type OptionValues } from './option-table.ts';
import type { PortSetting } from './option-types.ts';
import type { RedactionRule } from './redaction-rule.ts';
import { OptionsError, type ResolvedOptions } from './resolve-options.ts';

export interface ExternalEngineConfig {
  readonly kind: 'external';
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface EmbeddedEngineConfig {
  readonly kind: 'embedded';
  /** undefined: what the machine has. */
  readonly memoryBytes: number | undefined;
}

export type EngineConfig = EmbeddedEngineConfig | ExternalEngineConfig;

/** The option that gives a listener its port, for messages. */
export const LISTENER_OPTIONS = {
  http: 'httpPort',
  otlpHttp: 'otlpHttpPort',
  otlpGrpc: 'otlpGrpcPort',
  tempo: 'tempoPort',
  zipkin: 'zipkinPort',
  jaegerHttp: 'jaegerHttpPort',
  jaegerGrpc: 'jaegerGrpcPort',
  jaegerCompact: 'jaegerCompactPort',
  jaegerBinary: 'jaegerBinaryPort',
  jaegerQuery: 'jaegerQueryPort',
  jaegerSampling: 'jaegerSamplingPort',
  jaegerSamplingGrpc: 'jaegerSamplingGrpcPort',
} as const satisfies Record<string, OptionKey>;

export type ListenerKey = keyof typeof LISTENER_OPTIONS;

/** The listeners of packets; the others are of connections. */
export const UDP_LISTENERS: ReadonlySet<ListenerKey> = new Set(['jaegerCompact', 'jaegerBinary']);

export const LISTENER_KEYS = Object.keys(LISTENER_OPTIONS) as readonly ListenerKey[];

export interface ServerConfig {
  readonly engine: EngineConfig;
  readonly dataDir: string;
  /** Of what waits for the engine. */
  readonly spool: { readonly maxBytes: number; readonly maxAgeMs: number };
  readonly retention: RetentionPolicy;
  /** Empty: spans are stored as they come. */
  readonly redact: readonly RedactionRule[];
  /** Of spans and requests. */
  readonly limits: SpanLimits;
  readonly analysis: AnalysisConfig;
  readonly linkTemplates: readonly LinkTemplate[];
  readonly host: string;
  /** undefined: switched off. */
  readonly addresses: Readonly<Record<ListenerKey, ListenAddress | undefined>>;
  readonly corsOrigins: readonly string[];
  readonly maxRequestBytes: number;
  /** undefined: none is watched. */
  readonly samplingStrategiesFile: string | undefined;
  /** Whether the server keeps traces of itself. */
  readonly selfTraces: boolean;
  readonly demoTraces: boolean;
  readonly logLevel: OptionValues['logLevel'];
  readonly logFormat: OptionValues['logFormat'];
  /** JSON only when it was asked for: people also read the start of what they pipe to a file. */
  readonly bannerFormat: OptionValues['logFormat'];
}

export interface AnalysisConfig {
  /** Of arriving traces; `settings` are of every analysis. */
  readonly isOn: boolean;
  /** Of one CPU, 0 to 1. */
  readonly cpuShare: number;
  readonly restMs: number;
  readonly settings: FindingSettings;
}

const MAX_PORT = 65_535;

export function toServerConfig(resolved: ResolvedOptions): ServerConfig {
  const { values, given } = resolved;
  const problems: string[] = [];
  const addresses = listenAddresses(values, problems);
  const engine = engineConfig(resolved, problems);
  if (problems.length > 0) throw new OptionsError(problems);
  const { host, corsOrigins, maxRequestBytes, logLevel, logFormat } = values;
  const { dataDir, spoolMaxBytes, spoolMaxAge } = values;
  const spool = { maxBytes: spoolMaxBytes, maxAgeMs: spoolMaxAge };
  const bannerFormat = given.has('logFormat') ? logFormat : 'pretty';
  const demoTraces = values.demoTraces === 'on';
  const log = { logLevel, logFormat, bannerFormat, selfTraces: values.selfTraces === 'on' };
  const limits = spanLimits(values);
  const keeping = { spool, retention: retentionPolicy(values), redact: values.redact };
  const { samplingStrategiesFile } = values;
  const listening = { host, addresses, corsOrigins, maxRequestBytes, samplingStrategiesFile };
  const analysis = analysisConfig(values);
  const { linkTemplate: linkTemplates } = values;
  const page = { demoTraces, linkTemplates };
  return { engine, dataDir, ...page, ...keeping, limits, analysis, ...listening, ...log };
}

/** The options have the limits' own names. */
function spanLimits({
  maxSpansPerRequest,
  maxAttributesPerSpan,
  maxValueBytes,
  maxEventsPerSpan,
  maxLinksPerSpan,
  maxNameBytes,
}: OptionValues): SpanLimits {
  return {
    maxSpansPerRequest,
    maxAttributesPerSpan,
    maxValueBytes,
    maxEventsPerSpan,
    maxLinksPerSpan,
    maxNameBytes,
  };
}

function analysisConfig(values: OptionValues): AnalysisConfig {
  const { analysis, analysisCpu, analysisRest: restMs, muteFinding: muted } = values;
  const thresholds: Partial<Record<FindingName, Record<string, number>>> = {};
  for (const { finding, threshold, value } of values.findingThreshold) {
    thresholds[finding] = { ...thresholds[finding], [threshold]: value };
  }
  return {
    isOn: analysis === 'on',
    cpuShare: analysisCpu / 100,
    restMs,
    settings: { thresholds, muted },
  };
}

function retentionPolicy(values: OptionValues): RetentionPolicy {
  const { retention, retentionRule: rules, retentionMaxBytes: maxBytes } = values;
  return { ageMs: retention === 'off' ? undefined : retention, rules, maxBytes };
}

function listenAddresses(values: OptionValues, problems: string[]): ServerConfig['addresses'] {
  const { host, portOffset } = values;
  const toAddress = (key: ListenerKey): ListenAddress | undefined => {
    const port = shiftedPort(values[LISTENER_OPTIONS[key]], portOffset);
    if (port !== undefined && port > MAX_PORT) {
      problems.push(
        `--port-offset: ${portOffset} moves --${optionName(key)} to ${port}; ports end at ${MAX_PORT}`,
      );
    }
    return port === undefined ? undefined : { host, port };
  };
  const addresses = {
    http: toAddress('http'),
    otlpHttp: toAddress('otlpHttp'),
    otlpGrpc: toAddress('otlpGrpc'),
    tempo: toAddress('tempo'),
    zipkin: toAddress('zipkin'),
    jaegerHttp: toAddress('jaegerHttp'),
    jaegerGrpc: toAddress('jaegerGrpc'),
    jaegerCompact: toAddress('jaegerCompact'),
    jaegerBinary: toAddress('jaegerBinary'),
    jaegerQuery: toAddress('jaegerQuery'),
    jaegerSampling: toAddress('jaegerSampling'),
    jaegerSamplingGrpc: toAddress('jaegerSamplingGrpc'),
  };
  const open = LISTENER_KEYS.filter((key) => addresses[key] !== undefined);
  if (open.length === 0) problems.push('every listener is off; leave at least one on');
  for (const [index, key] of open.entries()) {
    const port = addresses[key]?.port;
    const twin = open.slice(0, index).find((other) => addresses[other]?.port === port);
    if (twin !== undefined && port !== 0) {
      problems.push(`--${optionName(twin)} and --${optionName(key)} are both ${port}`);
    }
  }
  return addresses;
}

/** 0 stays "any free port". */
function shiftedPort(port: PortSetting, offset: number): number | undefined {
  if (port === 'off') return undefined;
  return port === 0 ? 0 : port + offset;
}

export function optionName(key: ListenerKey): string {
  return OPTIONS[LISTENER_OPTIONS[key]].name;
}

function engineConfig({ values, given }: ResolvedOptions, problems: string[]): EngineConfig {
  const { clickhouseUrl: url, clickhouseUser: user, clickhouseDatabase: database } = values;
  if (url === undefined) {
    const dependent = [
      'clickhouseUser',
      'clickhousePassword',
      'clickhousePasswordFile',
      'clickhouseDatabase',
    ] as const;
    for (const key of dependent.filter((key) => given.has(key))) {
      problems.push(`--${OPTIONS[key].name} is set, but --clickhouse-url is not; set both or none`);
    }
    return { kind: 'embedded', memoryBytes: values.memoryLimit };
  }
  if (given.has('memoryLimit')) {
    problems.push('--memory-limit is for the embedded engine; --clickhouse-url names another one');
  }
  return { kind: 'external', url, user, password: readPassword(values, problems), database };
}

function readPassword(values: OptionValues, problems: string[]): string {
  const { clickhousePassword: password, clickhousePasswordFile: path } = values;
  if (path === undefined) return password ?? '';
  if (password !== undefined) {
    problems.push('clickhouse-password and clickhouse-password-file are both set; set one');
    return '';
  }
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push(`--clickhouse-password-file: ${path} cannot be read: ${reason}`);
    return '';
  }
}
