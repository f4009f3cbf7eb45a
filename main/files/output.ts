/** Something that is being written. It ends with `commit` or `discard`. */
export interface OutputFile {
  /**
   * Writes behind what was written before; one write at a time.
   * @throws AnomalyError `unreadable_file` when it is not taken, such as by a full disk
   */
  write(data: string | Uint8Array): Promise<void>
  /** Lets the file appear under its name. @throws AnomalyError `unreadable_file` */
  commit(): Promise<void>
  /** Leaves the place as it was, unless the file has appeared there already; what went to a device or FIFO cannot be taken back. */
  discard(): Promise<void>
}
