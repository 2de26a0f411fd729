// Refuses to go on with a Node.js that is too old. Imported first, and for its effect, by every
// script that a person runs directly, so it uses nothing that an old Node.js lacks.

const MINIMUM = { major: 20, minor: 19 };

/**
 * @param {string} version as in `process.versions.node`
 * @returns {string | undefined} one sentence when the version will not do
 */
export function nodeVersionProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > MINIMUM.major || (major === MINIMUM.major && minor >= MINIMUM.minor);
  if (enough) return undefined;
  return (
    `Throughline needs Node.js ${MINIMUM.major}.${MINIMUM.minor} or newer, and this is ${version}: ` +
    'install a current release from https://nodejs.org and run the command again.'
  );
}

const problem = nodeVersionProblem(process.versions.node);
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
