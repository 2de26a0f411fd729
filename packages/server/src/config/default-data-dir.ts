// Where data lives when nobody says otherwise: the place each platform keeps a user's data.

import { join } from 'node:path';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

export function defaultDataDir({ platform, env, home }: Surroundings): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'throughline');
  const { XDG_DATA_HOME: xdg } = env;
  // The specification has relative paths ignored.
  const base = xdg?.startsWith('/') ? xdg : join(home, '.local', 'share');
  return join(base, 'throughline');
}
