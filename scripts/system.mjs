import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SetupError, hasDisplay, run, say, step } from './lib.mjs'

// Electron opens these at run time, so that ldd does not list them.
const loadedLater = ['libgtk-3.so.0', 'libnotify.so.4', 'libXss.so.1']

const libraryPackages = ['libgtk-3-0', 'libgbm1', 'libasound2', 'libnss3', 'libnotify4', 'libxss1']
const renamedFor64BitTime = ['libgtk-3-0', 'libasound2']

export const isRoot = process.getuid?.() === 0

/** Makes sure that Electron can start here: as root by installing what is missing, otherwise by naming it. */
export async function ensureSystemLibraries(electron, { tests = false } = {}) {
  if (process.platform !== 'linux') return
  const needs = missing(electron, tests)
  if (needs.names.length > 0) await provide(needs, electron, tests)
  checkSandbox(electron)
}

function missing(electron, tests) {
  const libraries = missingLibraries(electron)
  const display = tests && !hasDisplay() ? ['Xvfb', 'xauth', 'xvfb-run'].filter((command) => !onPath(command)) : []
  const tracer = tests && !onPath('strace') ? ['strace'] : []
  const fonts = hasFonts() ? [] : ['fonts']
  const packages = [
    ...(libraries.length > 0 ? libraryPackages : []),
    ...(display.length > 0 ? ['xvfb', 'xauth'] : []),
    ...tracer,
    ...(fonts.length > 0 ? ['fonts-liberation'] : []),
  ]
  // Without fonts Electron starts, but draws no letters.
  return { names: [...libraries, ...display, ...tracer, ...fonts], packages }
}

function missingLibraries(electron) {
  const { stdout = '', error } = spawnSync('ldd', [electron], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  const linked = error ? [] : [...stdout.matchAll(/(\S+) => not found/g)].map((match) => match[1])
  const cache = output(['/sbin/ldconfig', 'ldconfig'], ['-p'])
  const opened = cache ? loadedLater.filter((library) => !cache.includes(library)) : []
  return [...new Set([...linked, ...opened])]
}

function output(commands, args) {
  for (const command of commands) {
    const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' })
    if (status === 0) return stdout
  }
  return ''
}

const onPath = (command) => spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0

function hasFonts() {
  const fonts = spawnSync('fc-list', [], { encoding: 'utf8' })
  return fonts.error !== undefined || fonts.stdout.trim() !== ''
}

async function provide({ names, packages }, electron, tests) {
  say(`anomalyx: ${tests ? 'the tests need' : 'Electron needs'} what this machine lacks: ${names.join(', ')}`)
  if (!onPath('apt-get')) {
    throw new SetupError(
      'install these with the package manager of this system, then run the command again.\n' +
        `  (On Debian they are in: ${packages.join(' ')})`,
    )
  }
  if (!isRoot) {
    const command = `apt-get update && sudo apt-get install -y --no-install-recommends ${current(packages).join(' ')}`
    throw new SetupError(`run this once, then the same command again:\n\n  sudo ${command}\n`)
  }
  await step('installing system packages with apt-get', 'system packages installed', () => install(packages))
  const left = missing(electron, tests).names
  if (left.length === 0) return
  throw new SetupError(`still missing after the installation: ${left.join(', ')}. Install them, then run this again.`)
}

async function install(packages) {
  for (const last of [false, true]) {
    await aptGet(['update', '-q'])
    const names = current(packages)
    if ((await aptGet(['install', '-y', '-q', '--no-install-recommends', ...names])) === 0) return
    if (last) {
      throw new SetupError(
        `apt-get could not install ${names.join(' ')}; its message stands above.\n` +
          '  Check the network and the package sources, then run the command again.',
      )
    }
    say('anomalyx: apt-get failed, trying once more in 5 s')
    await new Promise((resolve) => setTimeout(resolve, 5000))
  }
}

function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Dpkg::Use-Pty=0']
  return run('apt-get', [...options, ...args], { env, what: `apt-get ${args[0]}` })
}

/** Debian 13 and Ubuntu 24.04 renamed some libraries when they moved to 64-bit time. */
function current(packages) {
  const known = (name) => output(['apt-cache'], ['show', '--no-all-versions', name]) !== ''
  const renamed = known('libc6') ? known('libasound2t64') : newDistribution()
  return packages.map((name) => (renamed && renamedFor64BitTime.includes(name) ? `${name}t64` : name))
}

function newDistribution() {
  const release = readText('/etc/os-release')
  if (!release) return false
  // Testing and unstable have no version.
  const version = Number(/^VERSION_ID="?([\d.]+)/m.exec(release)?.[1] ?? Infinity)
  return version >= (/^ID=ubuntu/m.test(release) ? 24.04 : 13)
}

/** Where ordinary programs may not make user namespaces, Chromium's sandbox needs its setuid helper. */
function checkSandbox(electron) {
  if (isRoot || mayMakeNamespaces()) return
  const helper = join(dirname(electron), 'chrome-sandbox')
  const { uid, mode } = statSync(helper, { throwIfNoEntry: false }) ?? {}
  if (uid === 0 && mode & 0o4000) return
  throw new SetupError(
    'this system does not let ordinary programs build a sandbox, so Electron needs its setuid helper. Run this once,\n' +
      `then the same command again:\n\n  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'\n`,
  )
}

function mayMakeNamespaces() {
  // Ubuntu lets them be made, but not used.
  if (readText('/proc/sys/kernel/apparmor_restrict_unprivileged_userns').trim() === '1') return false
  const { status, error } = spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore' })
  return error !== undefined || status === 0
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
