import { type BigIntStats, fstatSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { devNull } from 'node:os'
import { basename, dirname, resolve } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import { findOutputPlace } from './output-place.ts'

/** Identity of the file at a path: that of the file if it exists, otherwise its folder and name. */
interface Identity {
  readonly file: string | null
  readonly folder: string | null
  readonly name: string
}

/**
 * Refuses outputs that would take the place of an input or of each other, by whatever paths, links or names they are
 * given. An input is evidence. Names of two new files that differ in case or in the spelling of accents alone are refused
 * as well, because on some disks they are one.
 * @throws AnomalyError `invalid_input`, or `unreadable_file` for what cannot be an output at all
 */
export async function refuseSameFiles(
  inputs: readonly string[],
  outputs: readonly string[],
  sentence: string,
): Promise<void> {
  const seen = await Promise.all(inputs.map(inputIdentity))
  for (const output of outputs) {
    const identity = await outputIdentity(output)
    if (identity === null) continue
    if (seen.some((other) => isSame(identity, other))) throw new AnomalyError('invalid_input', sentence)
    seen.push(identity)
  }
}

function isSame(one: Identity, other: Identity): boolean {
  if (one.file !== null || other.file !== null) return one.file === other.file
  return one.folder !== null && one.folder === other.folder && one.name === other.name
}

async function inputIdentity(path: string): Promise<Identity> {
  return identityAt(path, await stat(path, { bigint: true }).catch(() => null))
}

/** Null for the device that takes everything and keeps nothing. */
async function outputIdentity(path: string): Promise<Identity | null> {
  const place = await findOutputPlace(path)
  if (place.kind === 'stream' && place.path === devNull) return null
  if (place.kind === 'standard') return identityAt(path, fstatOf(place.fd))
  return identityAt(place.path, await stat(place.path, { bigint: true }).catch(() => null))
}

async function identityAt(path: string, found: BigIntStats | null): Promise<Identity> {
  const folder = found === null ? await stat(dirname(resolve(path)), { bigint: true }).catch(() => null) : null
  return {
    file: found === null ? null : numberOf(found),
    folder: folder === null ? null : numberOf(folder),
    name: basename(path).normalize('NFC').toLowerCase(),
  }
}

function fstatOf(fd: number): BigIntStats | null {
  try {
    return fstatSync(fd, { bigint: true })
  } catch {
    return null
  }
}

const numberOf = ({ dev, ino }: BigIntStats) => `${String(dev)}:${String(ino)}`
