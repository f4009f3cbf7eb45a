import { readdirSync, rmSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuild } from './build.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { describeElectron, ensureElectron } from './electron.mjs'
import { SetupError, nodeExecutable, readJson, root, run, runMain, step, toolScript } from './lib.mjs'

const { values: options } = parseArgs({
  options: { installers: { type: 'boolean' }, output: { type: 'string', default: join(root, 'release') } },
})

/** Packages the app for this system: as a folder, with `--installers` also as what electron-builder.yml names. */
async function makePackage() {
  await ensureDependencies()
  const electron = describeElectron(await ensureElectron())
  if (options.installers && !electron.official) {
    throw new SetupError(
      `installers are made of the official Electron only, and this is another copy: ${electron.dir}.\n` +
        '  Without --installers a test build is made of it.',
    )
  }
  await ensureBuild()
  const output = resolve(options.output)
  const packed = join(output, unpackedFolder())
  rmSync(packed, { recursive: true, force: true })
  const args = [
    ...(options.installers ? [] : ['--dir']),
    '--publish=never',
    `-c.directories.output=${output}`,
    `-c.electronDist=${electron.dir}`,
    `-c.electronVersion=${electron.version}`,
    ...(electron.official ? [] : markOfTestBuild(electron)),
  ]
  await step('packaging', 'packaged', async () => {
    const code = await run(nodeExecutable(), [toolScript('electron-builder'), ...args], { what: 'electron-builder' })
    if (code !== 0) throw new SetupError('the packaging failed; the message of electron-builder stands above.')
  })
  await report(packed, electron)
}

/** As electron-builder names it. */
function unpackedFolder() {
  const platform = { darwin: 'mac', win32: 'win' }[process.platform] ?? process.platform
  if (process.platform === 'darwin') return process.arch === 'x64' ? platform : `${platform}-${process.arch}`
  return `${platform}-${process.arch === 'x64' ? '' : `${process.arch}-`}unpacked`
}

/** Name and version say in About, in --version, in the settings and over HTTP that this is no release. */
function markOfTestBuild({ version }) {
  const { productName, version: own } = readJson(join(root, 'package.json'))
  const metadata = { productName: `${productName} Test Build`, version: `${own}-test.electron-${version}` }
  return Object.entries(metadata).map(([key, value]) => `-c.extraMetadata.${key}=${value}`)
}

async function report(packed, { version, official }) {
  const files = readdirSync(packed, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => ({ path: relative(packed, file), bytes: statSync(file).size }))
  const archive = files.find(({ path }) => path.endsWith(`${sep}app.asar`))
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

const groupOf = ({ path }) => path.split('/').slice(0, 2).join('/')

const unpacked = ({ path, bytes }) => ({
  path: path.split(`app.asar.unpacked${sep}`)[1].split(sep).join('/'),
  bytes,
})

/** The files inside an archive, without those that lie beside it. */
async function listArchive(file) {
  const { getRawHeader } = await import('@electron/asar')
  const walk = ({ files }, at) =>
    Object.entries(files).flatMap(([name, entry]) => {
      const path = at === '' ? name : `${at}/${name}`
      if (entry.files) return walk(entry, path)
      return entry.unpacked ? [] : [{ path, bytes: entry.size }]
    })
  return walk(getRawHeader(file).header, '')
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1).padStart(7)} MB`
const line = (name, members) => `${megabytes(members.reduce((sum, { bytes }) => sum + bytes, 0))}  ${name}\n`

await runMain(makePackage)
