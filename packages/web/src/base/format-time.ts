// Points in time in words, in the reader's time zone or in UTC. Nanoseconds since 1970 are bigint here,
// because a number loses the last 200 of them.

export type TimeZone = 'local' | 'utc';

let zone: TimeZone = 'local';

/** Of every text made from here on. Chosen by the reader: state/time-zone.ts. */
export function setTimeZone(next: TimeZone): void {
  zone = next;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A date whose UTC fields are those of the zone: one set of getters for both. */
export function inZone(date: Date, of: TimeZone = zone): Date {
  return of === 'utc' ? date : new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
}

function toDate(ns: bigint): Date {
  return inZone(new Date(Number(ns / 1_000_000n)));
}

/** Behind a time that stands alone. */
function zoneMark(): string {
  return zone === 'utc' ? ' UTC' : '';
}

export function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}

function formatClock(date: Date): string {
  return `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`;
}

/** "20 Nov", of a date in its zone. */
export function formatDay(date: Date): string {
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''}`;
}

function isSameDay(a: Date, b: Date): boolean {
  return a.toISOString().slice(0, 10) === b.toISOString().slice(0, 10);
}

export function isToday(ns: bigint, nowMs: number): boolean {
  return isSameDay(toDate(ns), inZone(new Date(nowMs)));
}

/** For a table: "12:04:31.234" today, "19 Nov 12:04:31.234" on another day. */
export function formatTimeShort(ns: bigint, nowMs: number): string {
  const date = toDate(ns);
  const clock = `${formatClock(date)}.${pad(date.getUTCMilliseconds(), 3)}`;
  return isToday(ns, nowMs) ? clock : `${formatDay(date)} ${clock}`;
}

/** "20 Nov 2026, 12:04:31.234" */
export function formatTimeFull(ns: bigint): string {
  const date = toDate(ns);
  const clock = `${formatClock(date)}.${pad(date.getUTCMilliseconds(), 3)}`;
  return `${formatDay(date)} ${date.getUTCFullYear()}, ${clock}${zoneMark()}`;
}

/** To the nanosecond: "20 Nov 2026, 12:04:31.234 567 890" */
export function formatTimeExact(ns: bigint): string {
  const date = toDate(ns);
  const fraction = String(ns % 1_000_000_000n).padStart(9, '0');
  const groups = `${fraction.slice(0, 3)} ${fraction.slice(3, 6)} ${fraction.slice(6)}`;
  return `${formatDay(date)} ${date.getUTCFullYear()}, ${formatClock(date)}.${groups}${zoneMark()}`;
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

/** To type and to read back (parseTypedTime): "2026-11-20 12:04:31", with the fraction when there is one. */
export function formatTypedTime(ms: number): string {
  const [day = '', clock = ''] = inZone(new Date(ms)).toISOString().slice(0, 23).split('T');
  return `${day} ${clock.replace(/\.000$/, '')}`;
}

const TYPED =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?)?$/;

/** A day, or a day and a time, in the chosen zone; undefined when it is none. */
export function parseTypedTime(text: string): number | undefined {
  const match = TYPED.exec(text.trim());
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const ms = Number((match[7] ?? '0').padEnd(3, '0'));
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const read = new Date(asUtc);
  const isWhole = read.getUTCMonth() === month - 1 && read.getUTCDate() === day;
  if (!isWhole || hour > 23 || minute > 59 || second > 59) return undefined;
  return zone === 'utc'
    ? asUtc
    : new Date(year, month - 1, day, hour, minute, second, ms).getTime();
}

/** Two points as one text, the day once where it is the same: "20 Nov 2026, 12:00:00 – 12:30:00". */
export function formatSpanOfTime(startMs: number, endMs: number): string {
  const from = inZone(new Date(startMs));
  const to = inZone(new Date(endMs));
  const day = (date: Date): string => `${formatDay(date)} ${date.getUTCFullYear()}, `;
  const end = `${isSameDay(from, to) ? '' : day(to)}${formatClock(to)}`;
  return `${day(from)}${formatClock(from)} – ${end}${zoneMark()}`;
}
