import { expect, test } from 'vitest'

import { markOfTestBuild, membersOf, unpackedFolder } from './package-layout.mjs'

test.each([
  ['linux', 'x64', 'linux-unpacked'],
  ['linux', 'arm64', 'linux-arm64-unpacked'],
  ['win32', 'x64', 'win-unpacked'],
  ['win32', 'arm64', 'win-arm64-unpacked'],
  ['darwin', 'x64', 'mac'],
  ['darwin', 'arm64', 'mac-arm64'],
])('on %s %s the app is in %s', (platform, arch, folder) => {
  expect(unpackedFolder(platform, arch)).toBe(folder)
})

test('a test build is marked in name and version', () => {
  expect(markOfTestBuild({ productName: 'AnomalyX', version: '1.2.3' }, '42.0.0')).toEqual([
    '-c.extraMetadata.productName=AnomalyX Test Build',
    '-c.extraMetadata.version=1.2.3-test.electron-42.0.0',
  ])
})

test('the members of an archive are its files without the unpacked ones', () => {
  const header = {
    files: {
      'package.json': { size: 10 },
      dist: { files: { main: { files: { 'index.js': { size: 20 } } }, 'x.node': { size: 30, unpacked: true } } },
      empty: { size: 0 },
    },
  }
  expect(membersOf(header)).toEqual([
    { path: 'package.json', bytes: 10 },
    { path: 'dist/main/index.js', bytes: 20 },
    { path: 'empty', bytes: 0 },
  ])
})
