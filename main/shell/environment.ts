import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { writeOwnFile } from '../disk/own-file.ts'
import SILENT_FROM_THE_START from './start-environment.json' with { type: 'json' }

/** Chromium binds a socket in a folder of its own below: the whole path may have 107 bytes, and these are for its part. */
const LONGEST_TEMPORARY_DIR = 107 - '/.org.chromium.Chromium.XXXXXX/SingletonSocket'.length

/**
 * What a Linux desktop's libraries must find in the environment before any of our code runs: no D-Bus, whose address is read
 * once, and no compiled shaders kept in the home directory. A screen reader needs the session bus: it stays for whoever sets
 * one of the variables by which Chromium, too, knows of one.
 */
export function startEnvironment(given: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const { DBUS_SESSION_BUS_ADDRESS, NO_AT_BRIDGE, ...always } = SILENT_FROM_THE_START
  const has_screen_reader = given['ACCESSIBILITY_ENABLED'] === '1' || given['GNOME_ACCESSIBILITY'] === '1'
  return has_screen_reader ? always : { ...always, DBUS_SESSION_BUS_ADDRESS, NO_AT_BRIDGE }
}

/**
 * Puts this very program in the place of the process unless its environment was right from the start, as `npm start` has it.
 * The process keeps its id and its streams.
 */
export function startSilently(): void {
  if (process.platform !== 'linux' || process.execve === undefined) return
  const wanted = startEnvironment(process.env)
  if (Object.entries(wanted).every(([name, value]) => process.env[name] === value)) return
  process.execve(process.execPath, process.argv, { ...process.env, ...wanted })
}

/**
 * Environment for what the libraries of a Linux desktop read later on: caches and temporary files lie below `window_dir`.
 */
export function foldersBelow(window_dir: string): Readonly<Record<string, string>> {
  const temporary = join(window_dir, 'tmp')
  return {
    ...(Buffer.byteLength(temporary) <= LONGEST_TEMPORARY_DIR ? { TMPDIR: temporary } : {}),
    XDG_CACHE_HOME: join(window_dir, 'cache'),
    // GTK keeps a list of recently used files there.
    XDG_DATA_HOME: join(window_dir, 'share'),
    FONTCONFIG_FILE: join(window_dir, 'fonts.conf'),
    // Settings of the desktop are neither read nor written.
    GSETTINGS_BACKEND: 'memory',
  }
}

/** Fonts as the system has them, with a cache below `window_dir` before all others: the first writable one is written to. */
export function fontConfig(window_dir: string, system_config: string): string {
  const escaped = (path: string) => path.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <cachedir>${escaped(join(window_dir, 'cache', 'fontconfig'))}</cachedir>
  <include ignore_missing="yes">${escaped(system_config)}</include>
</fontconfig>
`
}

/** Must run before Electron is ready, and after whatever asks where the data directory is. */
export function settleInDataDir(window_dir: string): void {
  if (process.platform !== 'linux') return
  mkdirSync(join(window_dir, 'tmp'), { recursive: true, mode: 0o700 })
  const system_config = process.env['FONTCONFIG_FILE'] ?? '/etc/fonts/fonts.conf'
  writeOwnFile(join(window_dir, 'fonts.conf'), fontConfig(window_dir, system_config))
  Object.assign(process.env, foldersBelow(window_dir))
}
