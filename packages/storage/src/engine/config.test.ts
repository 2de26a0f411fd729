// The configuration as text. What ClickHouse makes of it: embedded-engine.integration.test.ts.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { engineConfigXml, engineUsersXml } from './config.ts';
import { engineSizing } from './engine-sizing.ts';

const sizing = engineSizing({ cores: 2, memoryBytes: 2 * 1024 ** 3 });
const paths = { logFile: '/data/engine/log/engine.log', userFilesDir: '/data/engine/user-files' };

describe('engineConfigXml', () => {
  it('sets the limits of the sizing', () => {
    const xml = engineConfigXml(sizing, paths);
    expect(xml).toContain('<max_server_memory_usage>858993459</max_server_memory_usage>');
    expect(xml).toContain('<background_pool_size>2</background_pool_size>');
    expect(xml).toContain('<max_concurrent_queries>48</max_concurrent_queries>');
  });

  it('bounds the log and keeps no system log tables', () => {
    const xml = engineConfigXml(sizing, paths);
    expect(xml).toContain('<log>/data/engine/log/engine.log</log>');
    expect(xml).toContain('<size>10485760</size>');
    expect(xml).not.toMatch(/<\w+_log>/);
  });

  it('escapes what is special in XML', () => {
    const xml = engineConfigXml(sizing, { ...paths, logFile: '/a&b/<c>' });
    expect(xml).toContain('<log>/a&amp;b/&lt;c&gt;</log>');
  });
});

describe('engineUsersXml', () => {
  const xml = engineUsersXml(sizing, 'product', 'secret-password');

  it('holds the hash of the password and not the password', () => {
    const hash = createHash('sha256').update('secret-password').digest('hex');
    expect(xml).toContain(`<password_sha256_hex>${hash}</password_sha256_hex>`);
    expect(xml).not.toContain('secret-password');
  });

  it('gives the user without a password two harmless rights and one session', () => {
    const defaultUser = /<users>\s*<default>(.*?)<\/default>/s.exec(xml)?.[1] ?? '';
    const grants = [...defaultUser.matchAll(/<query>(.*?)<\/query>/g)].map((match) => match[1]);
    expect(grants).toEqual(['GRANT SYSTEM LISTEN ON *.*', 'GRANT SELECT ON system.numbers']);
    expect(defaultUser).toContain('<profile>locked</profile>');
    expect(xml).toMatch(/<locked>\s*<max_sessions_for_user>1</);
  });

  it('lets both users in from this machine only', () => {
    expect(xml.match(/<ip>127\.0\.0\.1<\/ip>/g)).toHaveLength(2);
    expect(xml.match(/<ip>/g)).toHaveLength(2);
  });
});
