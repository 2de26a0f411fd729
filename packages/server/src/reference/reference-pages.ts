// The pages under docs/reference that are written by no hand: each from the table that the program
// itself works with. tools/generate-docs.ts writes them, and checks that they are current.

import { STARTUP_ERRORS } from '../cli/startup-errors.ts';
import { defaultInWords } from '../config/default-in-words.ts';
import {
  environmentName,
  OPTION_GROUPS,
  OPTION_KEYS,
  OPTIONS,
  type OptionKey,
} from '../config/option-table.ts';
import { API_ERRORS } from '../http/errors.ts';
import { METRIC_TABLE, type MetricDeclaration } from '../telemetry/metric-table.ts';
import { markdownTable } from './markdown-table.ts';

/** File name under docs/reference → content. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ['options.md', optionsPage()],
    ['errors.md', errorsPage()],
    ['metrics.md', metricsPage()],
  ]);
}

const GENERATED =
  '<!-- Generated from the tables in packages/server: change those, then run ' +
  '"npx tsx tools/generate-docs.ts". -->';

function optionsPage(): string {
  const groups = OPTION_GROUPS.map((group) => {
    const keys = OPTION_KEYS.filter((key) => OPTIONS[key].group === group);
    return `## ${group}\n\n${keys.map(optionSection).join('\n\n')}`;
  });
  return page('Options', [
    'Each option of `throughline serve` can be given as a flag, as a variable, or in the YAML file ' +
      'that `--config` names. A flag wins over a variable, a variable over the file, the file over ' +
      'the default. Whatever is wrong is told before anything starts, with exit code 2.',
    'In the file, options have the same names without dashes in front:',
    '```yaml\nhost: 0.0.0.0\nhttp-port: 8080\ncors-origins: [https://shop.example.com]\n```',
    ...groups,
  ]);
}

function optionSection(key: OptionKey): string {
  const { name, type, description, defaultReason, secret } = OPTIONS[key];
  const flag =
    secret === true
      ? 'No flag: every process of the machine can read a command line.'
      : `Flag: \`--${name} ${type.placeholder}\`.`;
  const fileText = key === 'config' ? '' : ` In the file: \`${name}\`.`;
  return [
    `### ${name}`,
    description,
    `${flag} Variable: \`${environmentName(name)}\`.${fileText} Takes ${type.expected}.`,
    `Default: ${defaultInWords(key)} (${defaultReason}).`,
  ].join('\n\n');
}

function errorsPage(): string {
  const apiRows = Object.entries(API_ERRORS).map(([code, { status, meaning, remedy }]) => {
    return [`\`${code}\``, String(status), meaning, remedy];
  });
  const startupRows = Object.entries(STARTUP_ERRORS).map(([code, remedy]) => [
    `\`${code}\``,
    remedy,
  ]);
  return page('Errors', [
    '## Of the HTTP API',
    'Every failure has the body `{"error": {"code", "message", "field", "place"}}`. The code is ' +
      'stable; the message is for people and may change; `field` names the parameter when there is ' +
      'one, and `place` the place in a TraceQL query. Answers with status 503 carry `Retry-After`.',
    markdownTable(['code', 'status', 'meaning', 'what to do'], apiRows),
    '## At start',
    'Throughline says in one sentence on standard error why it does not start, and ends with exit ' +
      'code 1 (2 when an option is wrong).',
    markdownTable(['reason', 'what it means and what to do'], startupRows),
  ]);
}

function metricsPage(): string {
  const rows = Object.values(METRIC_TABLE).map((metric: MetricDeclaration) => {
    const labels = metric.labels.map((label) => `\`${label}\``).join(', ');
    return [`\`${metric.name}\``, metric.type, labels, metric.help];
  });
  return page('Metrics', [
    '`/metrics` on the UI port serves these in the Prometheus text format, and beside them what ' +
      'prom-client tells of the process itself (`process_*`, `nodejs_*`).',
    markdownTable(['metric', 'type', 'labels', 'meaning'], rows),
    'Label `protocol`: `otlp_http`, `otlp_grpc`. Label `outcome`: `stored`, `partial` (invalid spans ' +
      'left out), `invalid`, `unsupported` (media type or encoding), `too_large`, `unavailable` and ' +
      '`overloaded` (the sender retries), `cancelled` (the sender left), `error`. Label `reason`: the ' +
      'outcomes from `invalid` on; of requests also `unknown_path` and `wrong_method`, of spans also ' +
      '`invalid_span` (refused alone). Label `limit`: see [limits](limits.md).',
    '[Operations](../operations.md) says which of them to watch.',
  ]);
}

function page(title: string, parts: readonly string[]): string {
  return `${[`# ${title}`, GENERATED, ...parts].join('\n\n')}\n`;
}
