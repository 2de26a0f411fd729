// A read statement's rows as objects, within the time a query may take; failures as errors of ours.

import { asStoreError, type ClickHouse, QUERY_SECONDS } from '../client/clickhouse.ts';

/** What a user typed goes into `parameters`, never into `query`. */
export async function rowsOf<Row>(
  clickhouse: ClickHouse,
  query: string,
  parameters: Record<string, unknown>,
  signal: AbortSignal | undefined,
): Promise<Row[]> {
  try {
    const result = await clickhouse.client().query({
      query,
      query_params: parameters,
      format: 'JSONEachRow',
      clickhouse_settings: { max_execution_time: QUERY_SECONDS },
      ...(signal === undefined ? {} : { abort_signal: signal }),
    });
    return await result.json<Row>();
  } catch (error) {
    throw asStoreError(error);
  }
}
