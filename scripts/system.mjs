import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SetupError, hasDisplay, run, say, step } from './lib.mjs'
import { libraryPackages, namesFor, usesNewNames } from './system-packages.mjs'

/** @typedef {{ names: string[], packages: string[] }} Needs what is missing, and the packages that have it */

// Electron opens these at run time, so ldd does not list them.
const loadedLater = ['libgtk-3.so.0', 'libnotify.so.4', 'libXss.so.1']

export const isRoot = process.getuid?.() === 0

/**
 * Makes sure that Electron can start: installs missing packages as root, otherwise fails with the command to run.
 *
 * @param {string} electron
 */
export async function ensureSystemLibraries(electron, { tests = false } = {}) {
  if (process.platform !== 'linux') return
  const needs = missing(electron, tests)
  if (needs.names.length > 0) await provide(needs, electron, tests)
  checkSandbox(electron)
}

/**
 * @param {string} electron
 * @param {boolean} tests
 * @returns {Needs}
 */
function missing(electron, tests) {
  const libraries = missingLibraries(electron)
  const display = tests && !hasDisplay() ? ['Xvfb', 'xauth', 'xvfb-run'].filter((command) => !onPath(command)) : []
  // One watches what AnomalyX asks of the system, the other records packets of the loopback interface.
  const tools = tests ? ['strace', 'tcpdump'].filter((command) => !onPath(command)) : []
  const fonts = hasFonts() ? [] : ['fonts']
  const packages = [
    ...(libraries.length > 0 ? libraryPackages : []),
    ...(display.length > 0 ? ['xvfb', 'xauth'] : []),
    ...tools,
    ...(fonts.length > 0 ? ['fonts-liberation'] : []),
  ]
  // Without fonts Electron starts but draws no text.
  return { names: [...libraries, ...display, ...tools, ...fonts], packages }
}

/** @param {string} electron */
function missingLibraries(electron) {
  const { stdout = '', error } = spawnSync('ldd', [electron], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  const linked = error ? [] : [...stdout.matchAll(/(\S+) => not found/g)].map(([, library = '']) => library)
  const cache = output(['/sbin/ldconfig', 'ldconfig'], ['-p'])
  const opened = cache ? loadedLater.filter((library) => !cache.includes(library)) : []
  return [...new Set([...linked, ...opened])]
}

/**
 * Output of the first command that works.
 *
 * @param {readonly string[]} commands
 * @param {readonly string[]} args
 */
function output(commands, args) {
  for (const command of commands) {
    const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' })
    if (status === 0) return stdout
  }
  return ''
}

/** @param {string} command */
const onPath = (command) => spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0

function hasFonts() {
  const fonts = spawnSync('fc-list', [], { encoding: 'utf8' })
  return fonts.error !== undefined || fonts.stdout.trim() !== ''
}

/**
 * @param {Needs} needs
 * @param {string} electron
 * @param {boolean} tests
 */
async function provide({ names, packages }, electron, tests) {
  say(`anomalyx: missing on this machine, but needed by ${tests ? 'the tests' : 'Electron'}: ${names.join(', ')}`)
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

/** @param {readonly string[]} packages */
async function install(packages) {
  for (const last of [false, true]) {
    await aptGet(['update', '-q'])
    const names = current(packages)
    if ((await aptGet(['install', '-y', '-q', '--no-install-recommends', ...names])) === 0) return
    if (last) {
      throw new SetupError(
        `apt-get could not install ${names.join(' ')}; see its message above.\n` +
          '  Check the network and the package sources, then run the command again.',
      )
    }
    say('anomalyx: apt-get failed, trying once more in 5 s')
    await new Promise((resolve) => setTimeout(resolve, 5000))
  }
}

/** @param {readonly string[]} args */
function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Dpkg::Use-Pty=0']
  return run('apt-get', [...options, ...args], { env, what: `apt-get ${args[0]}` })
}

/**
 * Package names on this machine.
 *
 * @param {readonly string[]} packages
 */
function current(packages) {
  /** @param {string} name */
  const known = (name) => output(['apt-cache'], ['show', '--no-all-versions', name]) !== ''
  // Before the first apt-get update, apt knows no package.
  return namesFor(packages, known('libc6') ? known('libasound2t64') : usesNewNames(readText('/etc/os-release')))
}

/**
 * Where unprivileged programs cannot create user namespaces, Chromium's sandbox needs its setuid helper.
 *
 * @param {string} electron
 */
function checkSandbox(electron) {
  if (isRoot || mayMakeNamespaces()) return
  const helper = join(dirname(electron), 'chrome-sandbox')
  const stats = statSync(helper, { throwIfNoEntry: false })
  if (stats?.uid === 0 && stats.mode & 0o4000) return
  throw new SetupError(
    'this system does not let unprivileged programs create a sandbox, so Electron needs its setuid helper. Run this once,\n' +
      `then the same command again:\n\n  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'\n`,
  )
}

function mayMakeNamespaces() {
  // On Ubuntu they can be created but not used.
  if (readText('/proc/sys/kernel/apparmor_restrict_unprivileged_userns').trim() === '1') return false
  const { status, error } = spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore' })
  return error !== undefined || status === 0
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
