import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheDir, codeOf, say } from './lib.mjs'

const setupLock = join(cacheDir, 'setup.lock')

/**
 * Runs `work` while no other setup runs: two terminals that start at once must not install or build over each other.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @param {string} lock file that holds the process id of its owner
 * @returns {Promise<T>}
 */
export async function exclusively(work, lock = setupLock) {
  await takeLock(lock)
  const release = () => rmSync(lock, { recursive: true, force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

/** @param {string} lock */
async function takeLock(lock) {
  mkdirSync(dirname(lock), { recursive: true })
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
    if (isAbandoned(lock)) rmSync(lock, { force: true })
    else if (tries % 30 === 0) say(`anomalyx: waiting for another setup to finish (${lock})`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

/**
 * Whether the owner of a lock no longer runs.
 *
 * @param {string} lock
 */
export function isAbandoned(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    // A lock that is still empty is just being written.
    if (!pid) return Date.now() - statSync(lock).mtimeMs > 5000
    process.kill(pid, 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}
