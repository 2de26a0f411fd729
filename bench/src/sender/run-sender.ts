// Starts the sender's process and follows it to its end.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { STOP_WITH_PARENT } from '../measure/stop-with-parent.ts';
import type { SenderMessage, SendOptions, SendResult } from './messages.ts';

const SENDER = fileURLToPath(new URL('./sender.ts', import.meta.url));

export interface SenderEvents {
  onReady?(): void;
  /** Some ten times a second, with the spans acknowledged so far. */
  onProgress?(spans: number): void;
}

export async function runSender(options: SendOptions, events: SenderEvents): Promise<SendResult> {
  const sender = spawn(
    process.execPath,
    [...STOP_WITH_PARENT, '--import', 'tsx', SENDER, JSON.stringify(options)],
    {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  const { stdout } = sender;
  if (stdout === null) throw new Error('the sender has no output');
  let result: SendResult | undefined;
  try {
    for await (const line of createInterface({ input: stdout })) {
      const message = JSON.parse(line) as SenderMessage;
      if (message.kind === 'ready') events.onReady?.();
      else if (message.kind === 'progress') events.onProgress?.(message.spans);
      else result = message.result;
    }
  } finally {
    sender.kill();
  }
  if (result === undefined) throw new Error('the sender failed');
  return result;
}
