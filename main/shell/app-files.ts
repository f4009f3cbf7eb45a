import { join, normalize, sep } from 'node:path'

export const APP_SCHEME = 'app'
export const APP_HOST = 'anomalyx'

/** File of an `app://` URL, or undefined when it would lie outside the folder. */
export function fileInside(folder: string, url: string): string | undefined {
  const { host, pathname } = new URL(url)
  if (host !== APP_HOST) return undefined
  let relative: string
  try {
    relative = decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  const path = normalize(join(folder, relative === '/' ? 'index.html' : relative))
  return path.startsWith(folder + sep) && !path.includes('\0') ? path : undefined
}
