import { rmSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuild } from './build.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { describeElectron, ensureElectron } from './electron.mjs'
import { SetupError, filesBelow, nodeExecutable, readJson, root, run, runMain, step, toolScript } from './lib.mjs'
import { markOfTestBuild, membersOf, unpackedFolder } from './package-layout.mjs'

/** @typedef {import('./package-layout.mjs').Member} Member */

const { values: options } = parseArgs({
  options: { installers: { type: 'boolean' }, output: { type: 'string', default: join(root, 'release') } },
})

/** Packages the app for this system as a folder; with `--installers` also as the installers in electron-builder.yml. */
async function makePackage() {
  await ensureDependencies()
  const electron = describeElectron(await ensureElectron())
  if (options.installers && !electron.official) {
    throw new SetupError(
      `installers need the official Electron, and this is another copy: ${electron.dir}.\n` +
        '  Without --installers, a test build is made with it.',
    )
  }
  await ensureBuild()
  const output = resolve(options.output)
  const packed = join(output, unpackedFolder(process.platform, process.arch))
  rmSync(packed, { recursive: true, force: true })
  const args = [
    ...(options.installers ? [] : ['--dir']),
    '--publish=never',
    `-c.directories.output=${output}`,
    `-c.electronDist=${electron.dir}`,
    `-c.electronVersion=${electron.version}`,
    ...(electron.official ? [] : markOfTestBuild(appOf(), electron.version)),
  ]
  await step('packaging', 'packaged', async () => {
    const code = await run(nodeExecutable(), [toolScript('electron-builder'), ...args], { what: 'electron-builder' })
    if (code !== 0) throw new SetupError('the packaging failed; see the message of electron-builder above.')
  })
  await report(packed, electron)
}

const appOf = () => /** @type {{ productName: string, version: string }} */ (readJson(join(root, 'package.json')))

/**
 * @param {string} packed
 * @param {{ version: string, official: boolean }} electron
 */
async function report(packed, { version, official }) {
  const files = filesBelow(packed).map((file) => ({ path: relative(packed, file), bytes: statSync(file).size }))
  const archive = files.find(({ path }) => path.endsWith(`${sep}app.asar`))
  if (!archive) throw new SetupError(`there is no app.asar in ${packed}.`)
  const own = [
    ...(await listArchive(join(packed, archive.path))),
    ...files.filter(({ path }) => path.includes('app.asar.unpacked')).map(unpacked),
  ]
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const groups = [...new Set(own.map(groupOf))].sort()
  const lines = groups.map((group) =>
    line(
      group,
      own.filter((each) => groupOf(each) === group),
    ),
  )
  const kind = official
    ? `Electron ${version}`
    : `a copy of Electron ${version} that is not the official one: a test build`
  process.stdout.write(
    `${lines.join('')}${line(`${own.length} files of AnomalyX`, own)}` +
      `${megabytes(total)}  with ${kind}\n${packed}\n`,
  )
}

/** @param {Member} member */
const groupOf = ({ path }) => path.split('/').slice(0, 2).join('/')

/**
 * @param {Member} file next to the archive
 * @returns {Member}
 */
const unpacked = ({ path, bytes }) => ({
  path: path
    .replace(/^.*app\.asar\.unpacked[\\/]/, '')
    .split(sep)
    .join('/'),
  bytes,
})

/** @param {string} file */
async function listArchive(file) {
  const { getRawHeader } = await import('@electron/asar')
  return membersOf(/** @type {import('./package-layout.mjs').Entry} */ (getRawHeader(file).header))
}

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1).padStart(7)} MB`
/**
 * @param {string} name
 * @param {readonly Member[]} members
 */
const line = (name, members) => `${megabytes(members.reduce((sum, { bytes }) => sum + bytes, 0))}  ${name}\n`

await runMain(makePackage)
