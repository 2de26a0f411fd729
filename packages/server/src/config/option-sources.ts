// The three places options come from (flags, environment, YAML file), each read into the same raw
// form: which option, which text, and where it was found. Values are checked in resolve-options.ts.

import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isScalar, isSeq, LineCounter, type Pair, parseDocument } from 'yaml';
import { didYouMean } from './did-you-mean.ts';
import { environmentName, OPTION_KEYS, OPTIONS, type OptionKey } from './option-table.ts';

export interface RawOption {
  readonly key: OptionKey;
  readonly texts: readonly string[];
  /** How the user would point at it: `--http-port`, `THROUGHLINE_HTTP_PORT`, `file.yaml:3 http-port`. */
  readonly source: string;
  readonly baseDir: string;
}

export interface SourceReading {
  readonly options: readonly RawOption[];
  /** Sentences; any of them ends the start. */
  readonly problems: readonly string[];
  /** Sentences; logged. */
  readonly warnings: readonly string[];
}

/** A config file is typed by hand; anything larger is some other file. */
const MAX_CONFIG_FILE_BYTES = 1024 * 1024;

const KEY_BY_NAME = new Map(OPTION_KEYS.map((key) => [OPTIONS[key].name, key]));

/** Reads `--name value` and `--name=value`; `args` holds flags only, the verb is already taken. */
export function readFlags(args: readonly string[], baseDir: string): SourceReading {
  const found = new Map<OptionKey, string[]>();
  const problems: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    const equals = arg.indexOf('=');
    const flag = equals < 0 ? arg : arg.slice(0, equals);
    const key = flag.startsWith('--') ? KEY_BY_NAME.get(flag.slice(2)) : undefined;
    let text = equals < 0 ? undefined : arg.slice(equals + 1);
    const next = args[index + 1];
    // The value goes with its flag also when the flag is unknown: one mistake, one complaint.
    if (flag.startsWith('-') && text === undefined && next?.startsWith('--') === false) {
      text = next;
      index++;
    }
    if (key === undefined) problems.push(unknownFlag(flag));
    else if (OPTIONS[key].secret === true) problems.push(secretFlag(key));
    else if (text === undefined) problems.push(missingValue(key));
    else found.set(key, [...(found.get(key) ?? []), text]);
  }
  const options = [...found].map(([key, texts]) => {
    return { key, texts, source: `--${OPTIONS[key].name}`, baseDir };
  });
  for (const { key, texts, source } of options) {
    if (texts.length > 1 && OPTIONS[key].type.repeatable !== true) {
      problems.push(`${source} is given ${texts.length} times (${texts.join(', ')}); give it once`);
    }
  }
  return { options, problems, warnings: [] };
}

export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  baseDir: string,
): SourceReading {
  const byVariable = new Map(OPTION_KEYS.map((key) => [environmentName(OPTIONS[key].name), key]));
  const options: RawOption[] = [];
  const warnings: string[] = [];
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith('THROUGHLINE_') || text === undefined) continue;
    const key = byVariable.get(name);
    if (key !== undefined) {
      options.push({ key, texts: [text], source: name, baseDir });
      continue;
    }
    // Not a failure: other programs of the same environment may use the prefix.
    const guess = didYouMean(name, [...byVariable.keys()]);
    warnings.push(
      `${name} is set, but there is no such option${guess ? `; did you mean ${guess}?` : ''}`,
    );
  }
  return { options, problems: [], warnings };
}

export function readConfigFile(path: string): SourceReading {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return failed(`--config: ${path} cannot be read: ${systemReason(error)}`);
  }
  if (text.length > MAX_CONFIG_FILE_BYTES) {
    return failed(`--config: ${path} is larger than 1 MiB; it is not a config file`);
  }
  return parseConfigText(text, path);
}

/** Exported for tests: the same as `readConfigFile` without the file. */
export function parseConfigText(text: string, path: string): SourceReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken !== undefined) {
    const { line } = lines.linePos(broken.pos[0]);
    return failed(`${path}:${line}: not YAML: ${broken.message}`);
  }
  const content = document.contents;
  if (content === null) return { options: [], problems: [], warnings: [] };
  if (!('items' in content) || isSeq(content)) {
    return failed(`${path}: expected lines such as "http-port: 16686", found something else`);
  }
  const options: RawOption[] = [];
  const problems: string[] = [];
  for (const pair of content.items) {
    const where = `${path}:${lineOf(pair, lines)}`;
    const name = isScalar(pair.key) ? String(pair.key.value) : '';
    const key = KEY_BY_NAME.get(name);
    if (key === undefined || key === 'config') {
      problems.push(`${where}: ${unknownKey(name)}`);
      continue;
    }
    const texts = valueTexts(pair.value);
    if (texts === undefined) problems.push(`${where}: ${name} needs a plain value`);
    else options.push({ key, texts, source: `${where} ${name}`, baseDir: dirname(path) });
  }
  return { options, problems, warnings: [] };
}

function valueTexts(value: unknown): readonly string[] | undefined {
  if (isSeq(value)) {
    const texts = value.items.map(scalarText);
    return texts.every((text) => text !== undefined) ? texts : undefined;
  }
  const text = scalarText(value);
  return text === undefined ? undefined : [text];
}

/** As written, so that `0644` or `off` keep their letters whatever YAML would make of them. */
function scalarText(value: unknown): string | undefined {
  if (!isScalar(value) || value.value === null) return undefined;
  return typeof value.value === 'string' ? value.value : (value.source ?? String(value.value));
}

function lineOf(pair: Pair, lines: LineCounter): number {
  const range = isScalar(pair.key) ? pair.key.range : undefined;
  return range ? lines.linePos(range[0]).line : 1;
}

function failed(problem: string): SourceReading {
  return { options: [], problems: [problem], warnings: [] };
}

function unknownFlag(flag: string): string {
  if (!flag.startsWith('-')) return `"${flag}" is not expected here; options start with --`;
  const guess = didYouMean(flag.replace(/^-+/, ''), [...KEY_BY_NAME.keys()]);
  const hint = guess ? `; did you mean --${guess}?` : '; "throughline help" lists them all';
  return `${flag} is not an option${hint}`;
}

function unknownKey(name: string): string {
  if (name === 'config') return 'a config file cannot name another one';
  const guess = didYouMean(name, [...KEY_BY_NAME.keys()]);
  return `"${name}" is not an option${guess ? `; did you mean ${guess}?` : ''}`;
}

function missingValue(key: OptionKey): string {
  const { name, type } = OPTIONS[key];
  return `--${name} needs a value: ${type.expected}`;
}

function secretFlag(key: OptionKey): string {
  const { name } = OPTIONS[key];
  return (
    `--${name} is not taken from the command line, where every process of this machine can read ` +
    `it; use ${environmentName(name)}, the config file, or --${name}-file`
  );
}

function systemReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'no permission';
  if (code === 'EISDIR') return 'it is a directory';
  return error instanceof Error ? error.message : String(error);
}
