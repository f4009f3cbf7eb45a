import { join } from 'node:path'

import log from 'electron-log/node'

import { printable } from '../../contract/printable.ts'

/** Writes to the console and to `logs/anomalyx.log` in the data directory; files turn over at one megabyte. */
export function openLog(data_dir: string): (message: string) => void {
  log.transports.file.resolvePathFn = () => join(data_dir, 'logs', 'anomalyx.log')
  return (message) => log.info(printable(message))
}
