import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

export interface ProgramPlaces {
  /** Folders of programs, as `PATH` has them. */
  readonly path: string
  /** Where its installers put it on systems that do not add it to the path. */
  readonly usual_places: readonly string[]
}

/**
 * First place of a program that this user may start; null when there is none.
 * @param is_any whether a place counts that this user may not start
 */
export async function findProgram(
  name: string,
  { path, usual_places }: ProgramPlaces,
  is_any = false,
): Promise<string | null> {
  const on_path = path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
  for (const place of [...on_path, ...usual_places]) {
    const is_there = await access(place, is_any ? constants.F_OK : constants.X_OK).then(
      () => true,
      () => false,
    )
    if (is_there) return place
  }
  return null
}
