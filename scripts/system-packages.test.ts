import { expect, test } from 'vitest'

import { libraryPackages, namesFor, usesNewNames } from './system-packages.mjs'

test.each([
  ['Debian 12', 'ID=debian\nVERSION_ID="12"\n', false],
  ['Debian 13', 'ID=debian\nVERSION_ID="13"\n', true],
  ['Debian testing, which has no version', 'ID=debian\nVERSION_CODENAME=forky\n', true],
  ['Ubuntu 22.04', 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\n', false],
  ['Ubuntu 24.04', 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n', true],
  ['a system without /etc/os-release', '', false],
])('%s has its own package names', (_, release, isNew) => {
  expect(usesNewNames(release)).toBe(isNew)
})

test('only the libraries that changed with 64-bit time are renamed', () => {
  expect(namesFor(libraryPackages, false)).toEqual(libraryPackages)
  expect(namesFor(['libgtk-3-0', 'libgbm1', 'libasound2', 'xvfb'], true)).toEqual([
    'libgtk-3-0t64',
    'libgbm1',
    'libasound2t64',
    'xvfb',
  ])
})
