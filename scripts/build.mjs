import { createHash } from 'node:crypto'
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError, cacheDir, nodeExecutable, readJson, root, run, step, toolScript, writeJson } from './lib.mjs'
import { exclusively } from './lock.mjs'

const sources = [
  'contract',
  'main',
  'preload',
  'renderer',
  'models',
  'resources',
  'vite.config.ts',
  'package-lock.json',
]
const stampFile = join(cacheDir, 'build.json')

/** Builds `dist/` unless it is up to date with the sources. */
export async function ensureBuild() {
  if (upToDate()) return
  await exclusively(async () => {
    if (upToDate()) return
    // Taken before the build, so that an edit during the build causes another one.
    const stamp = fingerprint()
    await step('building', 'built', build)
    writeJson(stampFile, { stamp })
  })
}

/** For commands that write `dist/` in another way. */
export const forgetBuild = () => rmSync(stampFile, { force: true })

async function build() {
  const code = await run(nodeExecutable(), [toolScript('vite'), 'build', '--app', '--logLevel', 'warn'], {
    what: 'vite',
  })
  if (code !== 0) throw new SetupError('the build failed; see the message of vite above.')
}

function upToDate() {
  const { main } = /** @type {{ main: string }} */ (readJson(join(root, 'package.json')))
  const built = /** @type {{ stamp: string } | undefined} */ (readJson(stampFile))
  return existsSync(join(root, main)) && built?.stamp === fingerprint()
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const source of sources) addTo(hash, source)
  return hash.digest('hex')
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} path relative to the root
 */
function addTo(hash, path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false })
  if (!stats || path.endsWith('.test.ts') || path.endsWith('.test.tsx')) return
  if (!stats.isDirectory()) hash.update(`${path} ${stats.size} ${stats.mtimeMs}\n`)
  else for (const name of readdirSync(join(root, path)).sort()) addTo(hash, join(path, name))
}
