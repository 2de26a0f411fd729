// A numbered step from one version of the schema to the next. Once released it never changes.

export interface Migration {
  /** 1, 2, 3, … without gaps. */
  readonly version: number;
  readonly name: string;
  /** Run in order; each can run again after a crash in the middle of the step. */
  readonly statements: readonly string[];
}
