// What the launcher tells a child process, carried in one environment variable as JSON.
import type { FaultName } from './faults.ts';
import type { ProcessName } from './topology.ts';

export type OtlpProtocol = 'http/protobuf' | 'http/json';

export interface Settings {
  readonly name: ProcessName;
  /** The port to listen on; 0 lets the system choose. */
  readonly port: number;
  readonly seed: number;
  readonly rate: number;
  /** How many requests the traffic makes; no number means endless. */
  readonly count?: number;
  readonly faults: readonly FaultName[];
  readonly showcase: boolean;
  readonly otlpUrl: string;
  readonly otlpProtocol: OtlpProtocol;
}

const VARIABLE = 'SHOP_SETTINGS';

export function settingsToEnvironment(settings: Settings): Record<string, string> {
  return { [VARIABLE]: JSON.stringify(settings) };
}

export function settingsFromEnvironment(): Settings {
  const text = process.env[VARIABLE];
  if (text === undefined) {
    throw new Error('This process is a part of the shop: start it by demo/src/main.ts');
  }
  return JSON.parse(text) as Settings;
}
