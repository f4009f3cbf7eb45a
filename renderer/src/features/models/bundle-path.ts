/** A file as a chosen folder gives it. */
interface ChosenFile {
  readonly name: string
  /** Path from the chosen folder on, its own name included; empty for a file chosen alone. */
  readonly webkitRelativePath: string
}

/**
 * Path of a chosen bundle: that of the .zip, or of the folder that holds `manifest.json` itself. Null when a folder has
 * none.
 */
export function bundlePathOf<File extends ChosenFile>(
  files: readonly File[],
  pathOf: (file: File) => string,
): string | null {
  const alone = files.find(({ webkitRelativePath }) => webkitRelativePath === '')
  if (alone !== undefined) return pathOf(alone)
  const manifest = files.find(
    ({ name, webkitRelativePath }) => name === 'manifest.json' && webkitRelativePath.split('/').length === 2,
  )
  if (manifest === undefined) return null
  return pathOf(manifest).slice(0, -'/manifest.json'.length)
}
