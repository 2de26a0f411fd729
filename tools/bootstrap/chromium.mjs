// Finds the Chromium that the browser flows run in, and installs it where that is possible (Debian or
// Ubuntu, as root). Elsewhere it says what to install: a browser test that is skipped proves nothing.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const MAC_APPLICATIONS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * @param {string} file
 * @returns {boolean}
 */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} the path of an executable
 */
export function findChromium(env = process.env) {
  const named = env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') return isExecutable(named) ? named : undefined;
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [
    ...NAMES.flatMap((name) => [...folders, '/usr/bin'].map((folder) => join(folder, name))),
    ...MAC_APPLICATIONS,
  ];
  return candidates.find(isExecutable);
}

/**
 * @param {readonly string[]} args of apt-get
 * @returns {boolean}
 */
function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', args, { stdio: 'inherit', env }).status === 0;
}

/** @returns {boolean} whether this machine lets us install */
function canInstall() {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0;
}

/**
 * @returns {string} the path of an executable
 * @throws {Error} with one sentence that says what to do
 */
export function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    throw new Error(`CHROMIUM_PATH names "${named}", which is not an executable file.`);
  }
  if (canInstall()) {
    process.stdout.write('Installing Chromium for the browser flows …\n');
    aptGet(['update']);
    aptGet(['install', '-y', '--no-install-recommends', 'chromium']);
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'The browser flows need Chromium or Google Chrome, which is not installed: install it ' +
      '(Debian: "sudo apt-get install chromium"; macOS: "brew install --cask chromium"), ' +
      'or name its executable in CHROMIUM_PATH.',
  );
}
