import { describe, expect, test } from 'vitest'

import { foldersBelow, fontConfig, startEnvironment } from './environment.ts'

describe('the environment that a window starts in', () => {
  test('leads to no bus, and has drivers keep nothing', () => {
    expect(startEnvironment({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus' })).toEqual({
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      DBUS_SYSTEM_BUS_ADDRESS: 'disabled:',
      NO_AT_BRIDGE: '1',
      MESA_SHADER_CACHE_DISABLE: 'true',
      __GL_SHADER_DISK_CACHE: '0',
    })
  })

  test.each(['ACCESSIBILITY_ENABLED', 'GNOME_ACCESSIBILITY'])('leaves a screen reader the session bus: %s', (name) => {
    const environment = startEnvironment({ [name]: '1' })
    expect(environment).not.toHaveProperty('DBUS_SESSION_BUS_ADDRESS')
    expect(environment).not.toHaveProperty('NO_AT_BRIDGE')
    expect(environment).toHaveProperty('DBUS_SYSTEM_BUS_ADDRESS', 'disabled:')
  })
})

describe('folders of the libraries of a desktop', () => {
  test('all lie in the data directory', () => {
    const { TMPDIR, XDG_CACHE_HOME, XDG_DATA_HOME, FONTCONFIG_FILE } = foldersBelow('/data/window')
    for (const path of [TMPDIR, XDG_CACHE_HOME, XDG_DATA_HOME, FONTCONFIG_FILE])
      expect(path).toMatch(/^\/data\/window\//)
  })

  test('but for temporary files where a socket would have too long a path', () => {
    const longest = 107 - '/.org.chromium.Chromium.XXXXXX/SingletonSocket'.length - '/tmp'.length
    const folder = (length: number) => `/${'a'.repeat(length - 1)}`
    expect(foldersBelow(folder(longest))).toHaveProperty('TMPDIR')
    expect(foldersBelow(folder(longest + 1))).not.toHaveProperty('TMPDIR')
    expect(foldersBelow(`/${'é'.repeat(Math.ceil(longest / 2))}`)).not.toHaveProperty('TMPDIR')
  })

  test('the fonts are those of the system, whatever the path holds', () => {
    const config = fontConfig('/data/R&D <1>/window', '/etc/fonts/fonts.conf')
    expect(config).toContain('<cachedir>/data/R&amp;D &lt;1>/window/cache/fontconfig</cachedir>')
    expect(config).toContain('<include ignore_missing="yes">/etc/fonts/fonts.conf</include>')
    expect(config.indexOf('<cachedir>')).toBeLessThan(config.indexOf('<include'))
  })
})
