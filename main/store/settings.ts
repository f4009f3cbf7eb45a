/** Settings as JSON values by name. */
export interface SettingStore {
  get(): Record<string, unknown>
  /** Those that are not named stay as they are. On the disk when this settles. */
  put(settings: Record<string, unknown>): void
}
