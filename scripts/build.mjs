import { createHash } from 'node:crypto'
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError, cacheDir, exclusively, nodeExecutable, readJson, root, run, step, toolScript } from './lib.mjs'
import { writeJson } from './lib.mjs'

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

/** Builds `dist/` unless it already stands for the sources as they are now. */
export async function ensureBuild() {
  if (upToDate()) return
  await exclusively(async () => {
    if (upToDate()) return
    // Taken before the build: what is edited meanwhile is built the next time.
    const stamp = fingerprint()
    await step('building', 'built', build)
    writeJson(stampFile, { stamp })
  })
}

/** For whoever fills `dist/` in another way. */
export const forgetBuild = () => rmSync(stampFile, { force: true })

async function build() {
  const code = await run(nodeExecutable(), [toolScript('vite'), 'build', '--app', '--logLevel', 'warn'], {
    what: 'vite',
  })
  if (code !== 0) throw new SetupError('the build failed; the message of vite stands above.')
}

function upToDate() {
  const entry = readJson(join(root, 'package.json')).main
  return existsSync(join(root, entry)) && readJson(stampFile)?.stamp === fingerprint()
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const source of sources) addTo(hash, source)
  return hash.digest('hex')
}

function addTo(hash, path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false })
  if (!stats || path.endsWith('.test.ts') || path.endsWith('.test.tsx')) return
  if (!stats.isDirectory()) hash.update(`${path} ${stats.size} ${stats.mtimeMs}\n`)
  else for (const name of readdirSync(join(root, path)).sort()) addTo(hash, join(path, name))
}
