// What is printed on standard output once everything runs: where to look, where to send, where the
// data is. As JSON it is one line for programs that started us.

import type { StatusAnswer } from '@throughline/model/api/status';

export function banner(status: StatusAnswer, format: 'pretty' | 'json'): string {
  return format === 'json' ? jsonBanner(status) : prettyBanner(status);
}

function jsonBanner({ version, listeners, engine, dataDir }: StatusAnswer): string {
  return `${JSON.stringify({ event: 'started', version, listeners, engine, dataDir })}\n`;
}

function prettyBanner({ version, listeners, engine, dataDir }: StatusAnswer): string {
  const engineVersion = engine.version === undefined ? '' : ` ${engine.version}`;
  const width = Math.max(...listeners.map(({ url }) => url.length));
  const lines = [
    ...listeners.map(({ url, purpose }) => `${url.padEnd(width)}  ${purpose}`),
    '',
    ...(dataDir === undefined ? [] : [`data in ${dataDir}`]),
    `engine ClickHouse${engineVersion}, ${engine.kind}`,
    '',
    'Ctrl-C stops it',
  ];
  return `\nThroughline ${version} is running\n\n${lines.map(indented).join('\n')}\n\n`;
}

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
