// The command of the shop: starts it, says what to look at, and stops it on Ctrl-C, at the end of bounded traffic,
// when a part of it dies, or when the process that started the command goes.
import { connect } from 'node:net';
import { FAULT_NAMES, FAULTS } from './faults.ts';
import { type Shop, startShop } from './launch/shop.ts';
import { HELP, type Options, parseOptions, UsageError } from './options.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Whether something listens where the spans shall go: a shop whose traces go nowhere has nothing to show. */
function isListening(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  const fallback = protocol === 'https:' ? 443 : 80;
  const socket = connect({ host: hostname, port: port === '' ? fallback : Number(port) });
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  }).finally(() => socket.destroy());
}

function describe(options: Options, shop: Shop): string {
  const traffic =
    options.count === undefined ? `${options.rate} requests/s` : `${options.count} requests`;
  const shown = options.showcase ? FAULT_NAMES : options.faults;
  const lookFor = shown.map((name) => `  ${name.padEnd(14)} ${FAULTS[name].lookFor}`);
  const processes = Object.entries(shop.pids).map(([name, pid]) => `${name} ${pid}`);
  return [
    `The shop is open at ${shop.gatewayUrl}: ${traffic}, spans go to ${options.otlpUrl}.`,
    `Look at them at ${options.uiUrl}:`,
    ...(lookFor.length > 0
      ? lookFor
      : ['  gateway POST /checkout: one request through every service']),
    `Processes: ${processes.join(', ')}`,
    `One request with a fault: curl -X POST -H 'x-shop-fault: slow-payment' ${shop.gatewayUrl}/checkout`,
  ].join('\n');
}

/** Settles when someone wants the shop to stop. */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => resolve());
    }
    // Started by another program with an IPC channel: its end is ours.
    process.on('disconnect', () => resolve());
  });
}

async function run(options: Options): Promise<number> {
  const asked = stopAsked();
  if (!(await isListening(options.otlpUrl))) {
    console.error(
      `Nothing listens at ${options.otlpUrl}. Start Throughline first (npm start), or give --otlp URL`,
    );
    return EXIT_FAILED;
  }
  const giveUp = new AbortController();
  void asked.then(() => giveUp.abort());
  const log = (line: string): void => console.error(line);
  const shop = await startShop({ ...options, log, signal: giveUp.signal });
  if (!options.quiet) console.log(describe(options, shop));
  console.log(`shop ready ${shop.gatewayUrl}`);
  const isBounded = options.count !== undefined && !options.stay;
  const outcome = await Promise.race([
    asked,
    shop.broken,
    ...(isBounded ? [shop.trafficFinished] : []),
  ]);
  if (typeof outcome === 'string') console.error(`The shop closes: ${outcome}`);
  await shop.stop();
  return typeof outcome === 'string' ? EXIT_FAILED : 0;
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args, process.env);
    if (!options.help) return await run(options);
    console.log(HELP);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
  }
}

process.exitCode = await main(process.argv.slice(2));
