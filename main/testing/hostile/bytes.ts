import { gzipSync } from 'node:zlib'

import fc from 'fast-check'

import { place } from './place.ts'

/** Something done to the bytes of a file. */
type ByteChange = (bytes: Buffer) => Buffer

function utf16(text: string, is_big_endian: boolean): Buffer {
  const bytes = Buffer.from(text, 'utf16le')
  return is_big_endian ? bytes.swap16() : bytes
}

const ENCODINGS: readonly (readonly [weight: number, encode: (text: string) => Buffer])[] = [
  [8, (text) => Buffer.from(text, 'utf8')],
  [3, (text) => Buffer.from(text, 'latin1')],
  [2, (text) => Buffer.from(`\ufeff${text}`, 'utf8')],
  [1, (text) => Buffer.from(`\ufeff\ufeff${text}`, 'utf8')],
  [2, (text) => utf16(`\ufeff${text}`, false)],
  [1, (text) => utf16(`\ufeff${text}`, true)],
  [1, (text) => utf16(text, false)],
  [1, (text) => utf16(text, true)],
  [1, (text) => Buffer.concat([utf16(`\ufeff${text}`, false), Buffer.from([0x37])])],
  [1, (text) => Buffer.concat([utf16(`\ufeff${text}\n`, false), Buffer.from([0x00, 0xd8])])],
]

/** How text becomes bytes. */
export const encoding: fc.Arbitrary<(text: string) => Buffer> = fc.oneof(
  ...ENCODINGS.map(([weight, encode]) => ({ weight, arbitrary: fc.constant(encode) })),
)

const at = (where: number, bytes: Buffer) => Math.floor(where * bytes.length)

const flipped: fc.Arbitrary<ByteChange> = fc.tuple(place, fc.nat(7)).map(([where, bit]) => (bytes) => {
  const copy = Buffer.from(bytes)
  const byte = Math.min(copy.length - 1, at(where, copy))
  if (byte >= 0) copy[byte] = (copy[byte] ?? 0) ^ (1 << bit)
  return copy
})

const cut: fc.Arbitrary<ByteChange> = fc
  .tuple(place, fc.constantFrom(1, 2, 100, 5_000))
  .map(([where, size]) => (bytes) => {
    const start = at(where, bytes)
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + size)])
  })

const truncated: fc.Arbitrary<ByteChange> = place.map((where) => (bytes) => bytes.subarray(0, at(where, bytes)))

const doubled: fc.Arbitrary<ByteChange> = fc
  .tuple(place, place, fc.constantFrom(1, 300, 20_000))
  .map(([from, to, size]) => (bytes) => {
    const start = at(to, bytes)
    const piece = bytes.subarray(at(from, bytes), at(from, bytes) + size)
    return Buffer.concat([bytes.subarray(0, start), piece, bytes.subarray(start)])
  })

const inserted: fc.Arbitrary<ByteChange> = fc
  .tuple(
    place,
    fc.oneof(
      fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
      fc
        .tuple(fc.constantFrom('\0', '\n', '"', ',', '\r', 'ÿ', ' ', '7'), fc.constantFrom(1, 1_000, 100_000))
        .map(([unit, times]) => Buffer.alloc(times, unit, 'latin1')),
    ),
  )
  .map(([where, piece]) => (bytes) => {
    const start = at(where, bytes)
    return Buffer.concat([bytes.subarray(0, start), piece, bytes.subarray(start)])
  })

const someChanges: fc.Arbitrary<readonly ByteChange[]> = fc.oneof(
  { weight: 6, arbitrary: fc.constant([]) },
  {
    weight: 2,
    arbitrary: fc.array(fc.oneof(flipped, cut, truncated, doubled, inserted), { minLength: 1, maxLength: 3 }),
  },
)

/** Damage to a file: bits that turned, pieces that are gone, doubled, or not of it. */
export const damage: fc.Arbitrary<ByteChange> = someChanges.map(
  (changes) => (bytes) => changes.reduce((changed, apply) => apply(changed), bytes),
)

const gzip = (bytes: Buffer) => gzipSync(bytes, { level: 1 })
const empty = gzipSync(Buffer.alloc(0))

const packed: fc.Arbitrary<ByteChange> = fc.oneof(
  fc.constant<ByteChange>(gzip),
  truncated.map((truncate) => (bytes: Buffer) => truncate(gzip(bytes))),
  fc.uint8Array({ minLength: 1, maxLength: 40 }).map((rest) => (bytes: Buffer) => Buffer.concat([gzip(bytes), rest])),
  fc.constant<ByteChange>((bytes) => Buffer.concat([gzip(bytes), Buffer.alloc(1000)])),
  fc.constant<ByteChange>((bytes) => Buffer.concat([empty, gzip(bytes), empty, empty])),
  place.map((where) => (bytes: Buffer) => {
    const middle = at(where, bytes)
    return Buffer.concat([gzip(bytes.subarray(0, middle)), gzip(bytes.subarray(middle))])
  }),
  flipped.map((flip) => (bytes: Buffer) => flip(gzip(bytes))),
  fc.nat(7).map((byte) => (bytes: Buffer) => {
    const file = gzip(bytes)
    const trailer = file.length - 1 - byte
    file[trailer] = (file[trailer] ?? 0) ^ 0xff
    return file
  }),
  fc.constant<ByteChange>((bytes) => gzip(gzip(bytes))),
)

/** What a file is wrapped in: nothing mostly, else gzip, sound or not. */
export const wrapping: fc.Arbitrary<ByteChange> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<ByteChange>((bytes) => bytes) },
  { weight: 2, arbitrary: packed },
)
