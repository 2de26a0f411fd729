// From the raw options of all sources to checked values: a flag wins over a variable, a variable
// over the file, the file over the default. All problems are reported at once, not one per try.

import {
  type RawOption,
  readConfigFile,
  readEnvironment,
  readFlags,
  type SourceReading,
} from './option-sources.ts';
import {
  type DefaultSurroundings,
  OPTION_KEYS,
  OPTIONS,
  type OptionDeclaration,
  type OptionKey,
  type OptionValues,
} from './option-table.ts';

export interface ResolveInput extends DefaultSurroundings {
  readonly args: readonly string[];
  readonly workingDir: string;
}

export interface ResolvedOptions {
  readonly values: OptionValues;
  /** Options that a source named; the others have their default. */
  readonly given: ReadonlySet<OptionKey>;
  readonly warnings: readonly string[];
}

/** What is wrong with the options, one sentence each. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

export function resolveOptions(input: ResolveInput): ResolvedOptions {
  const flags = readFlags(input.args, input.workingDir);
  const environment = readEnvironment(input.env, input.workingDir);
  const file = readNamedFile(input, flags, environment);
  const readings = [file, environment, flags];
  const problems = readings.flatMap((reading) => reading.problems);
  const raw = new Map<OptionKey, RawOption>();
  for (const reading of readings) {
    for (const option of reading.options) raw.set(option.key, option);
  }
  const values: Partial<Record<OptionKey, unknown>> = {};
  for (const key of OPTION_KEYS) values[key] = resolveOne(key, raw.get(key), input, problems);
  if (problems.length > 0) throw new OptionsError(problems);
  return {
    values: values as OptionValues,
    given: new Set(raw.keys()),
    warnings: readings.flatMap((reading) => reading.warnings),
  };
}

function readNamedFile(
  input: ResolveInput,
  flags: SourceReading,
  environment: SourceReading,
): SourceReading {
  const named = [...environment.options, ...flags.options].findLast(({ key }) => key === 'config');
  const path = OPTIONS.config.type.parse(named?.texts.at(-1) ?? '', { baseDir: input.workingDir });
  if (path === undefined) return { options: [], problems: [], warnings: [] };
  return readConfigFile(path);
}

function resolveOne(
  key: OptionKey,
  raw: RawOption | undefined,
  surroundings: DefaultSurroundings,
  problems: string[],
): unknown {
  // The table's types differ per row; within one row parse and default agree.
  const declaration = OPTIONS[key] as OptionDeclaration<unknown, unknown>;
  if (raw === undefined) return declaration.defaultOf(surroundings);
  const { type, secret } = declaration;
  const texts = type.repeatable === true ? raw.texts : raw.texts.slice(-1);
  if (texts.length === 0 || (raw.texts.length > 1 && type.repeatable !== true)) {
    problems.push(`${raw.source}: expected ${type.expected}, found a list`);
    return undefined;
  }
  const parsed = texts.map((text) => type.parse(text, { baseDir: raw.baseDir }));
  const wrong = parsed.indexOf(undefined);
  if (wrong >= 0) {
    const shown = secret === true ? 'the value' : `"${texts[wrong]}"`;
    problems.push(`${raw.source}: ${shown} is not valid; expected ${type.expected}`);
  }
  return type.repeatable === true ? parsed.flat() : parsed[0];
}
