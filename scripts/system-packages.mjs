/** Debian packages with the libraries that Electron needs. */
export const libraryPackages = ['libgtk-3-0', 'libgbm1', 'libasound2', 'libnss3', 'libnotify4', 'libxss1']

const renamedFor64BitTime = ['libgtk-3-0', 'libasound2']

/**
 * Package names of a distribution: Debian 13 and Ubuntu 24.04 renamed some libraries when they moved to 64-bit time.
 *
 * @param {readonly string[]} packages
 * @param {boolean} isRenamed
 */
export const namesFor = (packages, isRenamed) =>
  packages.map((name) => (isRenamed && renamedFor64BitTime.includes(name) ? `${name}t64` : name))

/**
 * Whether a distribution uses the new names.
 *
 * @param {string} release content of /etc/os-release, empty when there is none
 */
export function usesNewNames(release) {
  if (!release) return false
  // Testing and unstable have no version.
  const version = Number(/^VERSION_ID="?([\d.]+)/m.exec(release)?.[1] ?? Infinity)
  return version >= (/^ID=ubuntu/m.test(release) ? 24.04 : 13)
}
