// Every value that a statement is about travels as a typed query parameter; the text of statements is ours alone.

/** SQL and the parameters it names. */
export class SqlParameters {
  readonly values: Record<string, unknown> = {};
  private count = 0;

  /** The placeholder of a new parameter. */
  bind(type: string, value: unknown): string {
    const name = `p${this.count++}`;
    this.values[name] = value;
    return `{${name}:${type}}`;
  }
}
