// The shop without traffic of its own, so that a test makes each request that it wants to see.

import { type Child, startChild } from './child.ts';
import { ROOT, type Throughline } from './throughline.ts';

export interface Shop {
  readonly child: Child;
  /** Where customers go. */
  readonly url: string;
}

export async function startShop(throughline: Throughline): Promise<Shop> {
  const child = startChild({
    command: process.execPath,
    args: [
      ...['--import', 'tsx', 'demo/src/main.ts', '--port', '0', '--count', '0', '--stay'],
      ...['--quiet', '--otlp', throughline.otlpHttp, '--ui', throughline.http],
    ],
    cwd: ROOT,
  });
  const ready = await child.line(/^shop ready /);
  return { child, url: ready.slice('shop ready '.length) };
}
