// Points in time in words, in the reader's time zone. Nanoseconds since 1970 are bigint here,
// because a number loses the last 200 of them.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function toDate(ns: bigint): Date {
  return new Date(Number(ns / 1_000_000n));
}

function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}

function formatClock(date: Date): string {
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

function formatDay(date: Date): string {
  return `${date.getDate()} ${MONTHS[date.getMonth()] ?? ''}`;
}

function isSameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}

/** For a table: "12:04:31.234" today, "19 Nov 12:04:31.234" on another day. */
export function formatTimeShort(ns: bigint, nowMs: number): string {
  const date = toDate(ns);
  const clock = `${formatClock(date)}.${pad(date.getMilliseconds(), 3)}`;
  return isSameDay(date, new Date(nowMs)) ? clock : `${formatDay(date)} ${clock}`;
}

/** "20 Nov 2026, 12:04:31.234" */
export function formatTimeFull(ns: bigint): string {
  const date = toDate(ns);
  const clock = `${formatClock(date)}.${pad(date.getMilliseconds(), 3)}`;
  return `${formatDay(date)} ${date.getFullYear()}, ${clock}`;
}

/** To the nanosecond: "20 Nov 2026, 12:04:31.234 567 890" */
export function formatTimeExact(ns: bigint): string {
  const date = toDate(ns);
  const fraction = String(ns % 1_000_000_000n).padStart(9, '0');
  const groups = `${fraction.slice(0, 3)} ${fraction.slice(3, 6)} ${fraction.slice(6)}`;
  return `${formatDay(date)} ${date.getFullYear()}, ${formatClock(date)}.${groups}`;
}

/** "3 min ago"; "in 5 s" for clocks that run ahead. */
export function formatAgo(ns: bigint, nowMs: number): string {
  const seconds = Math.round((nowMs - Number(ns / 1_000_000n)) / 1000);
  const size = Math.abs(seconds);
  const text =
    size < 60
      ? `${size} s`
      : size < 3600
        ? `${Math.floor(size / 60)} min`
        : size < 86_400
          ? `${Math.floor(size / 3600)} h`
          : `${Math.floor(size / 86_400)} d`;
  return seconds < 0 ? `in ${text}` : `${text} ago`;
}

/** For an input of type datetime-local, in the reader's zone: "2026-11-20T12:04:31". */
export function toLocalInput(date: Date): string {
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${formatClock(date)}`;
}
