/**
 * The folder of an unpacked app, as electron-builder names it.
 *
 * @param {string} platform as in `process.platform`
 * @param {string} arch as in `process.arch`
 */
export function unpackedFolder(platform, arch) {
  const suffix = arch === 'x64' ? '' : `-${arch}`
  if (platform === 'darwin') return `mac${suffix}`
  return `${platform === 'win32' ? 'win' : platform}${suffix}-unpacked`
}

/**
 * Options of electron-builder that mark a test build in name and version, which About, `--version`, the settings and HTTP show.
 *
 * @param {{ productName: string, version: string }} app
 * @param {string} electronVersion
 */
export function markOfTestBuild({ productName, version }, electronVersion) {
  const metadata = { productName: `${productName} Test Build`, version: `${version}-test.electron-${electronVersion}` }
  return Object.entries(metadata).map(([key, value]) => `-c.extraMetadata.${key}=${value}`)
}

/**
 * The members of an asar archive, without the files next to it.
 *
 * @typedef {{ path: string, bytes: number }} Member
 * @typedef {{ files?: Record<string, Entry>, size?: number, unpacked?: boolean }} Entry
 *
 * @param {Entry} entry the header of the archive
 * @param {string} at
 * @returns {Member[]}
 */
export function membersOf({ files = {} }, at = '') {
  return Object.entries(files).flatMap(([name, entry]) => {
    const path = at === '' ? name : `${at}/${name}`
    if (entry.files) return membersOf(entry, path)
    return entry.unpacked ? [] : [{ path, bytes: entry.size ?? 0 }]
  })
}
