import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureDependencies } from './dependencies.mjs'
import { capture, nodeExecutable, npmCommand, root, runMain, say, seconds, toolScript } from './lib.mjs'

/** @param {string} name */
const cache = (name) => join('.cache', name)

/**
 * Part of the code: typed rules for all of it at once need more memory than Node gives itself on a machine with 8 GB.
 *
 * @param {string} part
 * @param {string[]} args
 */
function lint(part, ...args) {
  const cached = ['--cache', '--cache-location', cache(`eslint-${part.replace(' ', '-')}`)]
  return {
    name: `lint ${part}`,
    config: 'eslint.config.js',
    tool: 'eslint',
    args: [...cached, '--max-warnings=0', ...args],
  }
}

/** @type {readonly { name: string, config: string, tool: string, command?: string, args: string[] }[]} */
const checks = [
  {
    name: 'format',
    config: '.prettierrc.json',
    tool: 'prettier',
    args: ['--cache', '--cache-location', cache('prettier'), '--check', '--log-level=warn', '.'],
  },
  lint('main', 'main'),
  lint('renderer', 'renderer'),
  lint('all else', '.', '--ignore-pattern=main/', '--ignore-pattern=renderer/'),
  {
    name: 'types',
    config: 'tsconfig.json',
    tool: 'typescript',
    command: 'tsc',
    args: ['-b', '--pretty', 'false', '.', 'contract', 'main', 'preload', 'renderer', 'e2e', 'scripts'],
  },
  {
    name: 'dependency rule',
    config: '.dependency-cruiser.cjs',
    tool: 'dependency-cruiser',
    command: 'depcruise',
    args: ['--config', '.dependency-cruiser.cjs', 'contract', 'main', 'preload', 'renderer/src'],
  },
  { name: 'unused code', config: 'knip.json', tool: 'knip', args: ['--no-progress'] },
]

/** Runs every static check and prints the output of those that fail. */
export async function runChecks() {
  return Promise.all([...checks.map((check) => report(check.name, runTool(check))), report('lock file', tryLockFile())])
}

/** @param {(typeof checks)[number]} check */
function runTool({ config, tool, command = tool, args }) {
  if (!existsSync(join(root, config))) return Promise.resolve({ code: 1, output: `${config} is missing` })
  return capture(nodeExecutable(), [toolScript(tool, command), ...args])
}

/** A lock file that `npm ci` rejects works on every machine except a new one. */
async function tryLockFile() {
  const { command, before, shell } = npmCommand()
  const args = ['ci', '--dry-run', '--offline', '--ignore-scripts', '--loglevel=error']
  const { code, output } = await capture(command, [...before, ...args], { env: process.env, shell })
  const [problem] = output.split(/^npm error Clean install a project$/m)
  return { code, output: problem ?? '' }
}

/**
 * @param {string} name
 * @param {Promise<{ code: number, output: string }>} running
 */
async function report(name, running) {
  const start = Date.now()
  const { code, output } = await running
  const ok = code === 0
  say(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds(start)})`)
  if (!ok) say(output.trimEnd().replace(/^/gm, `${name} | `))
  return { name, ok }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    await ensureDependencies()
    const failed = (await runChecks()).filter(({ ok }) => !ok)
    say(failed.length === 0 ? 'all checks passed' : `failed: ${failed.map(({ name }) => name).join(', ')}`)
    return failed.length === 0 ? 0 : 1
  })
}
