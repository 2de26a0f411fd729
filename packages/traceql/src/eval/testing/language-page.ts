// What docs/traceql.md shows, taken out of its text: the traces that it is about (a fence `traces`), and every
// example (fences `traceql`): a query, and behind `// →`, line by line, what comes of it. An empty line ends one.

const FENCE = /^```(traces|traceql)\n(.*?)^```$/gms;
const RESULT = '// →';

export interface PageExample {
  readonly query: string;
  /** What the answer is, or `error: …`; `nothing` is written for none, and a line `…` for what is left out. */
  readonly expected: readonly string[];
}

export interface LanguagePage {
  /** As `drawTraces` takes it. */
  readonly drawing: string;
  readonly examples: readonly PageExample[];
}

export function readLanguagePage(markdown: string): LanguagePage {
  const fences = [...markdown.matchAll(FENCE)];
  const drawing = fences.filter(([, kind]) => kind === 'traces').map(([, , text]) => text);
  const examples = fences
    .filter(([, kind]) => kind === 'traceql')
    .flatMap(([, , text = '']) => text.trim().split(/\n\s*\n/))
    .map(readExample);
  return { drawing: drawing.join('\n'), examples };
}

function readExample(text: string): PageExample {
  const lines = text.split('\n');
  const results = lines.filter((line) => line.startsWith(RESULT));
  const query = lines.slice(0, lines.length - results.length).join('\n');
  const said = results.map((line) => line.slice(RESULT.length).trim());
  if (said.length === 0) throw new Error(`the page does not say what comes of ${query}`);
  return { query, expected: said[0] === 'nothing' ? [] : said };
}

/** Whether a line of the answer is one that the page tells. */
export function isSaid(line: string, { expected }: PageExample): boolean {
  return !expected.includes('…') || expected.includes(line);
}

/** The answer, or the message of the error instead of it. */
export function shownError(answer: () => readonly string[]): readonly string[] {
  try {
    return answer();
  } catch (error) {
    return [errorLine(error)];
  }
}

export function errorLine(error: unknown): string {
  return `error: ${error instanceof Error ? error.message : error}`;
}
