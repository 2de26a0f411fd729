// How to reach a ClickHouse over HTTP, embedded or not: all that the rest of storage knows of it.

export interface EngineConnection {
  /** `http://host:port`. Of an embedded engine it may change after a restart: read it each time. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
}
