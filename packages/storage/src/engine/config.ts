// The engine's two configuration files, as text. Pure: nothing is read or written here.
// The password itself never gets into them, only its SHA-256; it has 192 random bits, so a hash
// without salt is enough.

import { createHash } from 'node:crypto';
import type { EngineSizing } from './engine-sizing.ts';

export interface EnginePaths {
  readonly logFile: string;
  readonly userFilesDir: string;
}

/** The log of the engine: warnings and errors only, at most this times LOG_FILES on disk. */
const LOG_FILE_BYTES = 10 * 1024 ** 2;
const LOG_FILES = 3;
/** Longer than the client keeps an idle socket, so that it is never the engine that closes first. */
const KEEP_ALIVE_TIMEOUT_S = 30;
/** The default of 10,000 threads is a promise of memory that a small machine does not have. */
const MAX_THREADS = 1000;
const MAX_FREE_THREADS = 16;
/**
 * About so many parts become one, where the engine's default is 5: a span is merged less often, which saves a fifth
 * of the engine's CPU, and there are some ten parts more to look into.
 */
const MERGE_SELECTOR_BASE = 10;
/**
 * Skip indexes of up to this size are one file of a part instead of eight: making a file costs an insert up to half a
 * millisecond where many were deleted lately, as old parts are (ext4). Those of an insert are a megabyte at most.
 */
const MAX_PACKED_INDEX_BYTES = 4 * 1024 ** 2;
/** The engine corrects its own memory accounting this often; the default of 50 ms is for servers. */
const MEMORY_CHECK_PERIOD_MS = 200;

type XmlNode = string | number | { readonly [element: string]: XmlNode | readonly XmlNode[] };

/** The server's configuration. What is not named stays at ClickHouse's default. */
export function engineConfigXml(sizing: EngineSizing, paths: EnginePaths): string {
  return toXml({
    users_config: 'users.xml',
    logger: { log: paths.logFile, size: LOG_FILE_BYTES, count: LOG_FILES },
    timezone: 'UTC',
    max_server_memory_usage: sizing.maxServerMemoryBytes,
    merges_mutations_memory_usage_soft_limit: sizing.maxMergeMemoryBytes,
    memory_worker_period_ms: MEMORY_CHECK_PERIOD_MS,
    mark_cache_size: sizing.markCacheBytes,
    index_mark_cache_size: sizing.markCacheBytes,
    // The page cache holds the compressed form, which is several times smaller.
    uncompressed_cache_size: 0,
    max_concurrent_queries: sizing.maxConcurrentQueries,
    max_thread_pool_size: MAX_THREADS,
    max_thread_pool_free_size: MAX_FREE_THREADS,
    keep_alive_timeout: KEEP_ALIVE_TIMEOUT_S,
    background_pool_size: sizing.mergePoolThreads,
    background_merges_mutations_concurrency_ratio: 1,
    background_common_pool_size: sizing.commonPoolThreads,
    background_schedule_pool_size: sizing.schedulePoolThreads,
    background_move_pool_size: 1,
    background_fetches_pool_size: 1,
    background_buffer_flush_schedule_pool_size: 1,
    background_message_broker_schedule_pool_size: 1,
    background_distributed_schedule_pool_size: 1,
    // These thresholds are made for a pool of 32; above the pool's size a table is refused.
    merge_tree: {
      number_of_free_entries_in_pool_to_execute_mutation: 1,
      number_of_free_entries_in_pool_to_lower_max_size_of_merge: 1,
      number_of_free_entries_in_pool_to_execute_optimize_entire_partition: 1,
      merge_selector_base: MERGE_SELECTOR_BASE,
      packed_skip_index_max_bytes: MAX_PACKED_INDEX_BYTES,
    },
    // No way out: no host may be reached by a URL, no file read, nothing sent home.
    remote_url_allow_hosts: {},
    user_files_path: paths.userFilesDir,
    send_crash_reports: { enabled: 'false' },
    disable_internal_dns_cache: 1,
    // No query_log and the like: without their sections the engine keeps no system logs.
  });
}

/**
 * Users. The engine's own session is the user `default`, which cannot have a password. It holds
 * the single session that `default` may have, so nobody else on the machine can log in as it; and
 * if they could, starting a listener and reading numbers is all it may do.
 */
export function engineUsersXml(sizing: EngineSizing, username: string, password: string): string {
  const local = { ip: '127.0.0.1' };
  return toXml({
    profiles: {
      default: {},
      locked: { max_sessions_for_user: 1, log_queries: 0 },
      product: {
        max_memory_usage: sizing.maxQueryMemoryBytes,
        max_threads: sizing.maxQueryThreads,
        log_queries: 0,
      },
    },
    quotas: { default: {} },
    users: {
      default: {
        password: '',
        networks: local,
        profile: 'locked',
        quota: 'default',
        grants: { query: ['GRANT SYSTEM LISTEN ON *.*', 'GRANT SELECT ON system.numbers'] },
      },
      [username]: {
        password_sha256_hex: createHash('sha256').update(password).digest('hex'),
        networks: local,
        profile: 'product',
        quota: 'default',
        grants: {
          query: [
            `GRANT ${PRODUCT_RIGHTS.join(', ')} ON *.*`,
            ...PRODUCT_ENGINES.map((engine) => `GRANT TABLE ENGINE ON ${engine}`),
          ],
        },
      },
    },
  });
}

/** What the product does. No sources (file, url, s3, remote), no users, no listeners. */
const PRODUCT_RIGHTS: readonly string[] = [
  'SHOW',
  'SELECT',
  'INSERT',
  'ALTER',
  'CREATE DATABASE',
  'CREATE TABLE',
  'CREATE VIEW',
  'CREATE TEMPORARY TABLE',
  'CREATE DICTIONARY',
  'DROP',
  'TRUNCATE',
  'OPTIMIZE',
  'KILL QUERY',
  'dictGet',
  'SYSTEM MERGES',
  'SYSTEM TTL MERGES',
  'SYSTEM FLUSH',
  'SYSTEM DROP CACHE',
];

/** Table engines that keep their data in the store, and nothing that leads out of it. */
const PRODUCT_ENGINES: readonly string[] = [
  'MergeTree',
  'ReplacingMergeTree',
  'SummingMergeTree',
  'AggregatingMergeTree',
  'Memory',
  'Null',
  'Buffer',
];

function toXml(root: XmlNode): string {
  return `<clickhouse>\n${childrenXml(root, '  ')}</clickhouse>\n`;
}

function childrenXml(node: XmlNode, indent: string): string {
  if (typeof node !== 'object') return `${indent}${escapeXml(String(node))}\n`;
  const lines: string[] = [];
  for (const [name, value] of Object.entries(node)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      lines.push(elementXml(name, one, indent));
    }
  }
  return lines.join('');
}

function elementXml(name: string, node: XmlNode, indent: string): string {
  if (typeof node !== 'object') return `${indent}<${name}>${escapeXml(String(node))}</${name}>\n`;
  return `${indent}<${name}>\n${childrenXml(node, `${indent}  `)}${indent}</${name}>\n`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
