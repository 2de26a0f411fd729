// A JSON value as an error message shows it: recognisable and short. Lists and objects are only named,
// because walking through a deeply nested one would exhaust the stack.

/** Long enough to recognise the value, short enough for a message. */
const SHOWN_CHARACTERS = 60;

export function showJson(json: unknown): string {
  if (Array.isArray(json)) return 'a list';
  if (typeof json === 'object' && json !== null) return 'an object';
  if (typeof json !== 'string') return String(json);
  return json.length > SHOWN_CHARACTERS
    ? `${JSON.stringify(json.slice(0, SHOWN_CHARACTERS))}…`
    : JSON.stringify(json);
}
