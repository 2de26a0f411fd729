// From the command line to an exit code: verbs, help, and what is wrong with the options.

import { homedir } from 'node:os';
import { assertNever } from '@throughline/model/base/assert';
import { OptionsError, type ResolvedOptions, resolveOptions } from '../config/resolve-options.ts';
import { type ServerConfig, toServerConfig } from '../config/server-config.ts';
import { type CommandLine, parseCommandLine } from './command-line.ts';
import { parseCompareCommand } from './compare-arguments.ts';
import { parseDeleteCommand } from './delete-arguments.ts';
import { EXIT_OK, EXIT_USAGE } from './exit-codes.ts';
import { parseExportCommand } from './export-arguments.ts';
import { parseFindCommand } from './find-arguments.ts';
import { helpText } from './help-text.ts';
import { parseImportCommand } from './import-arguments.ts';
import { findProduct } from './product.ts';
import { parseServicesCommand } from './services-arguments.ts';
import { parseSpoolCommand } from './spool-arguments.ts';
import { PROCESS_TERMINAL } from './terminal.ts';
import { parseTraceCommand } from './trace-arguments.ts';

/** Runs to the end of the process. */
export async function runCli(argv: readonly string[]): Promise<void> {
  process.exit(await run(parseCommandLine(argv)));
}

async function run(line: CommandLine | string): Promise<number> {
  if (typeof line === 'string') return refuse([line]);
  const { verb, args } = line;
  switch (verb) {
    case 'serve':
      return runServe(args);
    case 'find':
      return runFind(args);
    case 'trace':
      return runTrace(args);
    case 'compare':
      return runCompare(args);
    case 'services':
      return runServices(args);
    case 'import':
      return runImport(args);
    case 'export':
      return runExport(args);
    case 'delete':
      return runDelete(args);
    case 'spool':
      return runSpool(args);
    case 'version':
      if (args.length > 0) return refuse([`version takes nothing more, found ${args.join(' ')}`]);
      return print(`${findProduct().version}\n`);
    case 'help':
      return print(helpText(findProduct().version));
    default:
      return assertNever(verb);
  }
}

async function runServe(args: readonly string[]): Promise<number> {
  let resolved: ResolvedOptions;
  let config: ServerConfig;
  try {
    resolved = resolve(args);
    config = toServerConfig(resolved);
  } catch (error) {
    if (error instanceof OptionsError) return refuse(error.problems);
    throw error;
  }
  // Only now: help and complaints need none of the server, and should not wait for it to load.
  const { serve } = await import('./serve.ts');
  return serve(config, resolved.warnings);
}

function resolve(args: readonly string[]): ResolvedOptions {
  return resolveOptions({
    args,
    workingDir: process.cwd(),
    env: process.env,
    platform: process.platform,
    home: homedir(),
    isTerminal: process.stderr.isTTY === true,
  });
}

async function runFind(args: readonly string[]): Promise<number> {
  const command = parseFindCommand(args);
  if (typeof command === 'string') return refuse([command]);
  const { findCommand } = await import('./find-command.ts');
  return findCommand(command, PROCESS_TERMINAL);
}

async function runTrace(args: readonly string[]): Promise<number> {
  const command = parseTraceCommand(args);
  if (typeof command === 'string') return refuse([command]);
  const { traceCommand } = await import('./trace-command.ts');
  return traceCommand(command, { ...PROCESS_TERMINAL, columns: process.stdout.columns });
}

async function runCompare(args: readonly string[]): Promise<number> {
  const command = parseCompareCommand(args);
  if (typeof command === 'string') return refuse([command]);
  const { compareCommand } = await import('./compare-command.ts');
  return compareCommand(command, PROCESS_TERMINAL);
}

async function runServices(args: readonly string[]): Promise<number> {
  const command = parseServicesCommand(args);
  if (typeof command === 'string') return refuse([command]);
  const { servicesCommand } = await import('./services-command.ts');
  return servicesCommand(command, PROCESS_TERMINAL);
}

async function runImport(args: readonly string[]): Promise<number> {
  const command = parseImportCommand(args);
  if (typeof command === 'string') return refuse([command]);
  const { importCommand } = await import('./import-command.ts');
  return importCommand(command, {
    ...PROCESS_TERMINAL,
    input: process.stdin,
    isInteractive: process.stderr.isTTY === true,
    write: (text) => process.stderr.write(text),
  });
}

async function runExport(args: readonly string[]): Promise<number> {
  const command = parseExportCommand(args);
  if (typeof command === 'string') return refuse([command]);
  const { exportCommand } = await import('./export-command.ts');
  return exportCommand(command, PROCESS_TERMINAL);
}

async function runDelete(args: readonly string[]): Promise<number> {
  const command = parseDeleteCommand(args);
  if (typeof command === 'string') return refuse([command]);
  const { deleteCommand } = await import('./delete-command.ts');
  return deleteCommand(command, PROCESS_TERMINAL);
}

async function runSpool(args: readonly string[]): Promise<number> {
  const command = parseSpoolCommand(args);
  if (typeof command === 'string') return refuse([command]);
  let dataDir: string;
  try {
    dataDir = resolve(command.options).values.dataDir;
  } catch (error) {
    if (error instanceof OptionsError) return refuse(error.problems);
    throw error;
  }
  const { spoolCommand } = await import('./spool-command.ts');
  return spoolCommand(command, dataDir);
}

function print(text: string): number {
  process.stdout.write(text);
  return EXIT_OK;
}

function refuse(problems: readonly string[]): number {
  for (const problem of problems) process.stderr.write(`throughline: ${problem}\n`);
  return EXIT_USAGE;
}
