/** Text encoding of a file; all one-byte encodings are read the same way. */
export type TextEncoding = 'single-byte' | 'utf-16le' | 'utf-16be'

/** Encoding by the byte order mark, or by the zero bytes between the letters of a header. */
export function detectEncoding(start: Uint8Array): TextEncoding {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  const sampled = start.subarray(0, 64)
  if (sampled.length < 16) return 'single-byte'
  const zeros = [0, 0]
  sampled.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2]! += 1
  })
  const [even = 0, odd = 0] = zeros
  if (odd > sampled.length / 4 && even === 0) return 'utf-16le'
  return even > sampled.length / 4 && odd === 0 ? 'utf-16be' : 'single-byte'
}

/** The bytes of a text file as UTF-8 or another one-byte encoding, whatever it was saved in. */
export async function* toSingleByte(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: InstanceType<typeof TextDecoder> | null | undefined
  for await (const chunk of bytes) {
    if (decoder === undefined) {
      const encoding = detectEncoding(chunk)
      decoder = encoding === 'single-byte' ? null : new TextDecoder(encoding)
    }
    yield decoder === null ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8')
  }
  // A file cut inside a character ends in U+FFFD rather than in a number that lost its last digits.
  const rest = decoder?.decode() ?? ''
  if (rest !== '') yield Buffer.from(rest, 'utf8')
}
