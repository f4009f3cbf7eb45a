import fc from 'fast-check'

import { damage, encoding, wrapping } from './bytes.ts'
import { hostileText } from './text.ts'

const structured = fc
  .tuple(hostileText, encoding, damage, wrapping)
  .map(([text, encode, change, wrap]) => wrap(change(encode(text))))

const formless = fc
  .tuple(
    fc.oneof(
      fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom('', '\n', '\r', '\ufeff', '\0', ',', '"', '\n\n\n', '\r\n').map((text) => Buffer.from(text)),
      fc
        .constantFrom('1f8b', '1f8b08', 'fffe', 'feff', 'fffe00', 'efbb', 'efbbbf')
        .map((hex) => Buffer.from(hex, 'hex')),
      fc
        .tuple(fc.constantFrom('\0', '\n', ' ', '"', ',', '7', '\n"', '1,5;'), fc.constantFrom(10_000, 1_000_000))
        .map(([unit, size]) => Buffer.alloc(size, unit)),
    ),
    wrapping,
  )
  .map(([bytes, wrap]) => wrap(bytes))

/** The bytes of a file that is dropped on AnomalyX: a capture of some dialect with hostile changes, or no capture at all. */
export const hostileCapture: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 12, arbitrary: structured },
  { weight: 1, arbitrary: formless },
)
