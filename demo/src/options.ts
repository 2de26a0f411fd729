// The options of the shop's command line: their meaning, their defaults, and what is wrong with a bad one.
import { parseArgs } from 'node:util';
import { FAULT_NAMES, FAULTS, type FaultName, parseFaults } from './faults.ts';
import type { OtlpProtocol } from './settings.ts';

export interface Options {
  readonly port: number;
  readonly otlpUrl: string;
  readonly otlpProtocol: OtlpProtocol;
  readonly uiUrl: string;
  readonly rate: number;
  readonly seed: number;
  readonly count?: number;
  readonly stay: boolean;
  readonly faults: readonly FaultName[];
  readonly showcase: boolean;
  readonly quiet: boolean;
  readonly help: boolean;
}

/** A command line that cannot be followed; the message says what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const MAX_PORT = 65_535;
/** A shop on two cores: more than this measures the shop, not what looks at it. */
const MAX_RATE = 200;

const FLAGS = {
  port: { type: 'string', default: '8080' },
  otlp: { type: 'string' },
  ui: { type: 'string', default: 'http://127.0.0.1:16686' },
  rate: { type: 'string', default: '3' },
  seed: { type: 'string', default: '1' },
  count: { type: 'string' },
  stay: { type: 'boolean', default: false },
  fault: { type: 'string', multiple: true },
  showcase: { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export const HELP = `The shop: eight services with real traffic, instrumented by OpenTelemetry.

Options
  --port N       port of the gateway (8080); 0 lets the system choose
  --otlp URL     where the spans go (OTEL_EXPORTER_OTLP_ENDPOINT, else http://127.0.0.1:4318)
  --ui URL       where to look at them (http://127.0.0.1:16686)
  --rate N       requests per second (3)
  --seed N       the same seed gives the same traffic (1)
  --count N      stop after N requests; 0 is no traffic
  --stay         with --count: keep the shop open afterwards
  --fault NAMES  faults of this run, with commas between them
  --showcase     every fault now and then, the slow payment first
  --quiet        say nothing but the line "shop ready URL"
  --help         this text

Faults (also for one request: header "x-shop-fault: NAME" or "?fault=NAME")
${FAULT_NAMES.map((name) => `  ${name.padEnd(14)} ${FAULTS[name].summary}`).join('\n')}
`;

function parseNumber(
  flag: string,
  text: string,
  range: { readonly min: number; readonly max: number; readonly whole: boolean },
): number {
  const value = Number(text);
  const isRight =
    text.trim() !== '' &&
    value >= range.min &&
    value <= range.max &&
    (!range.whole || Number.isInteger(value));
  if (isRight) return value;
  const kind = range.whole ? 'a whole number' : 'a number';
  throw new UsageError(
    `--${flag} is "${text}": it must be ${kind} from ${range.min} to ${range.max}`,
  );
}

function parseUrl(flag: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text.replace(/\/$/, '');
  throw new UsageError(`--${flag} is "${text}": it must be a URL such as http://127.0.0.1:4318`);
}

function parseProtocol(text: string | undefined): OtlpProtocol {
  if (text === undefined || text === '' || text === 'http/protobuf') return 'http/protobuf';
  if (text === 'http/json') return text;
  throw new UsageError(
    `OTEL_EXPORTER_OTLP_PROTOCOL is "${text}": the shop exports http/protobuf or http/json`,
  );
}

function parseFaultFlags(texts: readonly string[]): FaultName[] {
  const { faults, unknown } = parseFaults(texts.join(','));
  if (unknown.length === 0) return [...new Set(faults)];
  throw new UsageError(
    `--fault has no "${unknown.join(', ')}": the faults are ${FAULT_NAMES.join(', ')}`,
  );
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${reason.split('. ')[0]}. See --help`);
  }
}

export function parseOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const flags = parseFlags(args);
  const wholeFrom0 = { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true };
  const otlp = flags.otlp ?? environment['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? 'http://127.0.0.1:4318';
  if (flags.stay && flags.count === undefined) {
    throw new UsageError('--stay needs --count N: without a count the shop stays open anyway');
  }
  return {
    port: parseNumber('port', flags.port, { min: 0, max: MAX_PORT, whole: true }),
    otlpUrl: parseUrl('otlp', otlp),
    otlpProtocol: parseProtocol(environment['OTEL_EXPORTER_OTLP_PROTOCOL']),
    uiUrl: parseUrl('ui', flags.ui),
    rate: parseNumber('rate', flags.rate, { min: 0.1, max: MAX_RATE, whole: false }),
    seed: parseNumber('seed', flags.seed, wholeFrom0),
    ...(flags.count === undefined ? {} : { count: parseNumber('count', flags.count, wholeFrom0) }),
    stay: flags.stay,
    faults: parseFaultFlags(flags.fault ?? []),
    showcase: flags.showcase,
    quiet: flags.quiet,
    help: flags.help,
  };
}
