// What an option's value may be: how its text is read, what is expected, how it is shown. Text in,
// value out; nothing here knows flags, variables or files.

import { homedir } from 'node:os';
import { resolve } from 'node:path';

export interface ParseContext {
  /** Relative paths count from here: the working directory, or the config file's own. */
  readonly baseDir: string;
}

export interface OptionType<T> {
  /** In help and docs: `--port-offset <number>`. */
  readonly placeholder: string;
  /** Completes "… is not valid: expected". */
  readonly expected: string;
  /** undefined: the text is not valid. */
  parse(text: string, context: ParseContext): T | undefined;
  /** A default as a user would write it. */
  show(value: T): string;
  /** Lists may be given several times, or as a YAML list. */
  readonly repeatable?: boolean;
}

/** A list of texts, one to a line, each of which has to be one. */
export function linesType<T>(
  describe: Pick<OptionType<readonly T[]>, 'placeholder' | 'expected'>,
  parse: (line: string, context: ParseContext) => T | undefined,
  show: (item: T) => string,
): OptionType<readonly T[]> {
  return {
    ...describe,
    repeatable: true,
    parse(text, context) {
      const lines = text.split('\n').map((line) => line.trim());
      const items = lines.filter((line) => line !== '').map((line) => parse(line, context));
      return items.every((item) => item !== undefined) ? items : undefined;
    },
    show: (items) => items.map(show).join('; '),
  };
}

export type PortSetting = number | 'off';

const MAX_PORT = 65_535;

export const pathType: OptionType<string> = {
  placeholder: '<path>',
  expected: 'a path',
  parse(text, { baseDir }) {
    if (text === '' || text.includes('\0')) return undefined;
    const home = text === '~' || text.startsWith('~/') ? homedir() + text.slice(1) : text;
    return resolve(baseDir, home);
  },
  show: (value) => value,
};

export const textType: OptionType<string> = {
  placeholder: '<text>',
  expected: 'some text',
  parse: (text) => (text === '' ? undefined : text),
  show: (value) => value,
};

/** A name or an address to bind, without scheme and port. */
export const hostType: OptionType<string> = {
  placeholder: '<host>',
  expected: 'an address or host name of this machine without a port, such as 127.0.0.1 or 0.0.0.0',
  parse(text) {
    const host = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
    if (/^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[\w.-]+)?$/.test(host)) return host;
    return /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(host) ? host : undefined;
  },
  show: (value) => value,
};

export const portType: OptionType<PortSetting> = {
  placeholder: '<port>',
  expected: 'a port from 1 to 65535, 0 for any free one, or off',
  parse(text) {
    if (text === 'off') return 'off';
    return parseInteger(text, 0, MAX_PORT);
  },
  show: String,
};

export function integerType(min: number, max: number): OptionType<number> {
  return {
    placeholder: '<number>',
    expected: `a whole number from ${min} to ${max}`,
    parse: (text) => parseInteger(text, min, max),
    show: String,
  };
}

const BYTE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

export function bytesType(min: number, max: number): OptionType<number> {
  return {
    placeholder: '<size>',
    expected: `a size from ${showBytes(min)} to ${showBytes(max)}, such as 16MiB`,
    parse(text) {
      const match = /^([0-9]{1,15})\s*([A-Za-z]*)$/.exec(text);
      const unit = BYTE_UNITS[(match?.[2] ?? 'none').toLowerCase()];
      if (match === null || unit === undefined) return undefined;
      const bytes = Number(match[1]) * unit;
      return bytes >= min && bytes <= max ? bytes : undefined;
    },
    show: showBytes,
  };
}

const DURATION_UNITS_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** In milliseconds; whole numbers with a unit. */
export function durationType(minMs: number, maxMs: number): OptionType<number> {
  return {
    placeholder: '<duration>',
    expected: `a duration from ${showDuration(minMs)} to ${showDuration(maxMs)}, such as 90m or 14d`,
    parse(text) {
      const match = /^([0-9]{1,9})\s*([smhd])$/.exec(text);
      const ms = Number(match?.[1]) * (DURATION_UNITS_MS[match?.[2] ?? ''] ?? Number.NaN);
      return ms >= minMs && ms <= maxMs ? ms : undefined;
    },
    show: showDuration,
  };
}

export function choiceType<const T extends string>(choices: readonly T[]): OptionType<T> {
  return {
    placeholder: `<${choices.join('|')}>`,
    expected: `one of ${choices.join(', ')}`,
    parse: (text) => choices.find((choice) => choice === text),
    show: (value) => value,
  };
}

export const httpUrlType: OptionType<string> = {
  placeholder: '<url>',
  expected: 'an http:// or https:// URL without user and password, such as http://127.0.0.1:8123',
  parse(text) {
    if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return undefined;
    const url = new URL(text);
    const isPlain = url.username === '' && url.password === '' && url.hash === '';
    return isPlain ? text.replace(/\/+$/, '') : undefined;
  },
  show: (value) => value,
};

/** Web origins: `*`, or scheme, host and port without a path. */
export const originsType: OptionType<readonly string[]> = {
  placeholder: '<origins>',
  expected: '* or a comma-separated list of origins such as https://shop.example.com',
  repeatable: true,
  parse(text) {
    const origins = text.split(',').map((origin) => origin.trim());
    return origins.every(isOrigin) ? origins : undefined;
  },
  show: (value) => value.join(','),
};

function isOrigin(text: string): boolean {
  if (text === '*') return true;
  return /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function parseInteger(text: string, min: number, max: number): number | undefined {
  if (!/^-?[0-9]{1,15}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

export function showBytes(bytes: number): string {
  for (const [unit, size] of [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['KiB', 1024],
  ] as const) {
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return String(bytes);
}

/** In the largest unit that needs no fraction. */
export function showDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm'] as const) {
    const size = DURATION_UNITS_MS[unit] ?? 1;
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms / 1000}s`;
}
