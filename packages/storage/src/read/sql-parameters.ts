// Every value that a statement is about travels as a typed query parameter; the text of statements is ours alone.

/** SQL and the parameters it names. */
export class SqlParameters {
  readonly values: Record<string, unknown> = {};
  private readonly placeholders = new Map<string, string>();
  private count = 0;

  /** The placeholder of a parameter. What is said twice travels once: an engine takes so many and no more. */
  bind(type: string, value: unknown): string {
    const said = typeof value === 'string' ? `${type} ${value}` : undefined;
    const known = said === undefined ? undefined : this.placeholders.get(said);
    if (known !== undefined) return known;
    const name = `p${this.count++}`;
    const placeholder = `{${name}:${type}}`;
    this.values[name] = value;
    if (said !== undefined) this.placeholders.set(said, placeholder);
    return placeholder;
  }
}
