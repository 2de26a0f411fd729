// What the launcher and its children say to each other over the IPC channel.
import type { Addresses } from '../topology.ts';

export type ToChild =
  | { readonly type: 'addresses'; readonly addresses: Addresses }
  | { readonly type: 'stop' };

export type ToLauncher =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'finished' }
  /** It does nothing more for the others; its last spans are still on their way. */
  | { readonly type: 'drained' };
