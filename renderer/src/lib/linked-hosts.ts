import { ipText } from '../../../contract/ip-address.ts'

/** A piece of a text, with the address that it is. */
export interface TextPiece {
  readonly text: string
  readonly address: string | null
}

const MAYBE_ADDRESS = /\[?[0-9a-fA-F]*[:.][0-9a-fA-F:.]+\]?/g

/** A text in pieces, those that are addresses apart from those between them. */
export function addressesIn(text: string): TextPiece[] {
  const pieces: TextPiece[] = []
  let end = 0
  for (const found of text.matchAll(MAYBE_ADDRESS)) {
    // A sentence may end with an address, and a port may follow one.
    const bare = /^(\d+\.\d+\.\d+\.\d+)/.exec(found[0])?.[1] ?? found[0].replace(/[.:\]]+$/, '').replace(/^\[/, '')
    const address = ipText(bare)
    if (address === undefined) continue
    const start = found.index + found[0].indexOf(bare)
    if (start > end) pieces.push({ text: text.slice(end, start), address: null })
    pieces.push({ text: bare, address })
    end = start + bare.length
  }
  if (end < text.length) pieces.push({ text: text.slice(end), address: null })
  return pieces
}
