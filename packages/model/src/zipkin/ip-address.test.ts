import { describe, expect, it } from 'vitest';
import { hexToBytes } from '../base/hex.ts';
import { ipv4Text, ipv6Text, isIpv4, isIpv6, mappedIpv4 } from './ip-address.ts';

function bytes(hex: string): Uint8Array {
  return hexToBytes(hex) ?? new Uint8Array(0);
}

describe('IP addresses', () => {
  it('are told from names and paths', () => {
    expect(['10.1.2.3', '0.0.0.0', '256.1.1.1', '1.2.3', 'db', '1.2.3.4.5'].map(isIpv4)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    const addresses = ['::1', '2001:db8::c001', '::ffff:1.2.3.4', '1:2:3:4:5:6:7:8', 'fe80::'];
    expect(addresses.filter(isIpv6)).toEqual(addresses);
    const others = [
      ':',
      ':::',
      '1::2::3',
      '1:2',
      'db:1',
      '1:2:3:4:5:6:7:8:9',
      '10.0.0.1',
      '12345::',
    ];
    expect(others.filter(isIpv6)).toEqual([]);
  });

  it('of version 4 within version 6 are found', () => {
    expect(mappedIpv4('::ffff:10.1.2.3')).toBe('10.1.2.3');
    expect(mappedIpv4('::ffff:10.1.2.300')).toBeUndefined();
    expect(mappedIpv4('2001:db8::1')).toBeUndefined();
  });

  it('are shown in their shortest form', () => {
    expect(ipv4Text(Uint8Array.of(10, 1, 2, 3))).toBe('10.1.2.3');
    expect(ipv6Text(bytes('20010db8000000000000000000000001'))).toBe('2001:db8::1');
    expect(ipv6Text(bytes('00000000000000000000000000000000'))).toBe('::');
    expect(ipv6Text(bytes('00000000000000000000000000000001'))).toBe('::1');
    expect(ipv6Text(bytes('20010db8000000010000000000000000'))).toBe('2001:db8:0:1::');
    expect(ipv6Text(bytes('20010db8000100010001000100010001'))).toBe('2001:db8:1:1:1:1:1:1');
    expect(ipv6Text(bytes('00000000000000000000ffff0a010203'))).toBe('::ffff:10.1.2.3');
  });
});
