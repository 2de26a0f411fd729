// A count with what is counted.

/** `singular`: such as "trace", which becomes "traces". */
export function amount(count: number, singular: string): string {
  return `${count} ${singular}${count === 1 ? '' : 's'}`;
}
