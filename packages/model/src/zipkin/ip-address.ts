// IP addresses as text and as bytes.

import { bytesToHex } from '../base/hex.ts';

export const IPV4_BYTES = 4;
export const IPV6_BYTES = 16;

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

export function isIpv4(text: string): boolean {
  const parts = IPV4.exec(text);
  return parts?.slice(1).every((part) => Number(part) < 256) ?? false;
}

/** Good enough to tell an address from a name or a path: at most eight groups, one gap, perhaps an IPv4 end. */
export function isIpv6(text: string): boolean {
  if (text.length > 45 || !/^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/.test(text)) return false;
  const gaps = text.split('::');
  if (gaps.length > 2) return false;
  const groups = gaps.flatMap((part) => (part === '' ? [] : part.split(':')));
  const last = groups.at(-1) ?? '';
  const endsInIpv4 = isIpv4(last);
  const isGroup = (group: string) => /^[0-9a-fA-F]{1,4}$/.test(group);
  if (!(endsInIpv4 ? groups.slice(0, -1) : groups).every(isGroup)) return false;
  const width = groups.length + (endsInIpv4 ? 1 : 0);
  return gaps.length === 2 ? width < 8 : width === 8;
}

/** `::ffff:10.0.0.1` as `10.0.0.1`; undefined for any other address. */
export function mappedIpv4(text: string): string | undefined {
  const end = /^::(?:ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1];
  return end !== undefined && isIpv4(end) ? end : undefined;
}

export function ipv4Text(bytes: Uint8Array): string {
  return bytes.join('.');
}

/** In the short form of RFC 5952. */
export function ipv6Text(bytes: Uint8Array): string {
  const isMapped = bytesToHex(bytes, 0, 12) === '00000000000000000000ffff';
  if (isMapped) return `::ffff:${ipv4Text(bytes.subarray(12))}`;
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((bytes[2 * at] as number) << 8) | (bytes[2 * at + 1] as number)).toString(16),
  );
  const text = groups.join(':');
  const zeros = text.match(/\b0(?::0)+\b/g) ?? [];
  const longest = zeros.reduce((best, one) => (one.length > best.length ? one : best), '');
  if (longest === '') return text;
  const at = text.indexOf(longest);
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}
