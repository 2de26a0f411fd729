// What the Dockerfile says of the product, held against the product: there is no Docker where the
// checks run, and these are the things in it that change.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentName, OPTION_KEYS, OPTIONS } from '@throughline/server/config/option-table';
import { LISTENER_OPTIONS, UDP_LISTENERS } from '@throughline/server/config/server-config';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../bootstrap/paths.mjs';

const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');

function instruction(name: string): string[] {
  const match = new RegExp(`^${name} (.*)$`, 'm').exec(dockerfile);
  return (match?.[1] ?? '').split(/\s+/);
}

describe('the Dockerfile', () => {
  it('exposes every port', () => {
    const surroundings = { platform: 'linux', env: {}, home: '/', isTerminal: false } as const;
    const packets = [...UDP_LISTENERS].map((key) => LISTENER_OPTIONS[key]);
    const ports = OPTION_KEYS.filter((key) => key.endsWith('Port')).map((key) => {
      const isOfPackets = packets.some((option) => option === key);
      return `${OPTIONS[key].defaultOf(surroundings)}${isOfPackets ? '/udp' : ''}`;
    });
    expect(ports.length).toBeGreaterThan(2);
    expect(instruction('EXPOSE').sort()).toEqual(ports.sort());
  });

  it('sets variables that there are', () => {
    const known = OPTION_KEYS.map((key) => environmentName(OPTIONS[key].name));
    const set = instruction('ENV').map((pair) => pair.split('=')[0]);
    expect(set).toEqual(['THROUGHLINE_HOST', 'THROUGHLINE_DATA_DIR']);
    expect(known).toEqual(expect.arrayContaining(set));
  });

  it('builds and runs on a Node.js that the product supports', () => {
    const images = [...dockerfile.matchAll(/^FROM node:(\d+)-bookworm-slim/gm)];
    expect(images.map((match) => Number(match[1]) >= 20)).toEqual([true, true]);
  });
});
