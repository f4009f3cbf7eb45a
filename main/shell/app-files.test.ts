import { sep } from 'node:path'

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { fileInside } from './app-files.ts'

const FOLDER = '/opt/anomalyx/renderer'

describe('a URL of the window', () => {
  test.each([
    ['app://anomalyx/', '/index.html'],
    ['app://anomalyx/assets/index-1a2b.js', '/assets/index-1a2b.js'],
    ['app://anomalyx/assets/index.js?v=1#top', '/assets/index.js'],
    ['app://anomalyx/a%20b.svg', '/a b.svg'],
    ['app://anomalyx/assets/../index.html', '/index.html'],
  ])('%s is a file of the bundle', (url, file) => {
    expect(fileInside(FOLDER, url)).toBe(FOLDER + file)
  })

  test.each([
    ['of another host', 'app://other/index.html'],
    ['with encoded dots and slashes', 'app://anomalyx/..%2f..%2f..%2fetc/passwd'],
    ['with doubly encoded separators that name a sibling', 'app://anomalyx/..%2frenderer-other/index.html'],
    ['with a null byte', 'app://anomalyx/index.html%00.js'],
    ['with broken encoding', 'app://anomalyx/%E0%A4%A'],
    ['of the folder itself', 'app://anomalyx/./%2e'],
  ])('%s has no file, or one inside the bundle', (_, url) => {
    const path = fileInside(FOLDER, url)
    expect(path === undefined || path.startsWith(FOLDER + sep)).toBe(true)
    expect(path ?? '').not.toContain('\0')
  })

  test('never leaves the folder, whatever stands in the path', () => {
    const part = fc.constantFrom('..', '%2e%2e', '.', '/', '%2f', '\\', '%5c', 'a', '%00', '%', '//', '....//')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const path = fileInside(FOLDER, `app://anomalyx/${parts.join('')}`)
        expect(path === undefined || (path.startsWith(FOLDER + sep) && !path.split(sep).includes('..'))).toBe(true)
      }),
      { numRuns: 500, seed: 1 },
    )
  })
})
