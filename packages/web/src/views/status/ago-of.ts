// A point in time of the API as "3 min ago".

import { formatAgo } from '../../base/format-time.ts';

export function agoOf(at: string): string {
  return formatAgo(BigInt(Date.parse(at)) * 1_000_000n, Date.now());
}
