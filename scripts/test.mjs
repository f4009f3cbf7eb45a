import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuild } from './build.mjs'
import { runChecks } from './check.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { SetupError, cacheDir, hasDisplay, nodeExecutable, readJson, root, run, runMain, say } from './lib.mjs'
import { seconds, stackOf, toolScript, windowEnv } from './lib.mjs'
import { setup } from './setup.mjs'
import { playwrightCounts, playwrightFailures, vitestCounts, vitestFailures } from './test-reports.mjs'
import { sumOf, summaryOf, trustworthy } from './test-reports.mjs'
import { errorsFile } from './vitest-errors.mjs'

/** @typedef {import('./test-reports.mjs').Counts} Counts */

const reports = join(cacheDir, 'reports')
/** @type {Record<string, () => Promise<Counts>>} */
const stages = { check: checkStage, unit: unitStage, e2e: e2eStage }

const [part, ...toolArgs] = process.argv.slice(2)

/** What failed in all stages, told at the end: a log of thousands of lines is often kept by its last ones only. @type {string[]} */
const failures = []

async function checkStage() {
  const results = await runChecks()
  failures.push(...results.filter(({ ok }) => !ok).map(({ name }) => `check: ${name}`))
  return { passed: results.filter(({ ok }) => ok).length, failed: results.filter(({ ok }) => !ok).length, skipped: 0 }
}

async function unitStage() {
  const file = freshReport('vitest.json')
  rmSync(errorsFile, { force: true })
  const reporters = ['default', 'json', join(root, 'scripts', 'vitest-errors.mjs')].map((name) => `--reporter=${name}`)
  const args = ['run', ...reporters, `--outputFile.json=${file}`, ...toolArgs]
  const code = await run(nodeExecutable(), [toolScript('vitest'), ...args], { stdout: 1 })
  const report = /** @type {import('./test-reports.mjs').VitestReport | undefined} */ (readJson(file))
  failures.push(...(report ? vitestFailures(report) : []))
  if (existsSync(errorsFile)) failures.push(readFileSync(errorsFile, 'utf8').trimEnd())
  return trustworthy(code, report && vitestCounts(report))
}

/** @type {Promise<string> | undefined} */
let prepared

/** Runs before all stages, to report a missing library at once; its error is the failure of the e2e stage. */
function prepareWindow() {
  prepared = setup({ tests: true, build: false })
  return prepared.catch((error) => say(`anomalyx: ${error.message}`))
}

async function e2eStage() {
  const electron = await prepared
  await ensureBuild()
  const config = join('e2e', 'playwright.config.ts')
  if (!existsSync(join(root, config))) throw new SetupError(`${config} is missing`)
  const file = freshReport('playwright.json')
  const env = windowEnv({ ANOMALYX_ELECTRON: electron, PLAYWRIGHT_JSON_OUTPUT_FILE: file })
  const playwright = [toolScript('@playwright/test', 'playwright'), 'test', '--config', config, '--reporter=list,json']
  const [command = '', ...args] = [...onDisplay(), nodeExecutable(), ...playwright, ...toolArgs]
  const code = await run(command, args, { env, stdout: 1 })
  const report = /** @type {import('./test-reports.mjs').PlaywrightReport | undefined} */ (readJson(file))
  failures.push(...(report ? playwrightFailures(report) : []))
  return trustworthy(code, report && playwrightCounts(report))
}

const onDisplay = () => (hasDisplay() ? [] : ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24'])

/** @param {string} name */
function freshReport(name) {
  const file = join(reports, name)
  mkdirSync(reports, { recursive: true })
  rmSync(file, { force: true })
  return file
}

/**
 * @param {string} name
 * @param {() => Promise<Counts>} stage
 * @returns {Promise<Counts>}
 */
async function runStage(name, stage) {
  const start = Date.now()
  say(`\n== ${name}`)
  try {
    const counts = await stage()
    say(`== ${name}: ${summaryOf(counts)} (${seconds(start)})`)
    return counts
  } catch (error) {
    const problem = error instanceof SetupError ? error.message : stackOf(error)
    say(`== ${name} FAILED: ${problem} (${seconds(start)})`)
    failures.push(`${name}: ${problem}`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

await runMain(async () => {
  const chosen = Object.entries(stages).filter(([name]) => !part || name === part)
  if (chosen.length === 0) throw new SetupError(`npm test -- ${Object.keys(stages).join(' | ')}, not ${part}`)
  await ensureDependencies()
  if (chosen.some(([name]) => name === 'e2e')) await prepareWindow()
  const counts = []
  for (const [name, stage] of chosen) counts.push(await runStage(name, stage))
  const total = sumOf(counts)
  if (failures.length > 0) process.stdout.write(`\n== failed\n${failures.join('\n')}\n`)
  process.stdout.write(`\n${summaryOf(total)}\n`)
  return total.failed === 0 ? 0 : 1
})
