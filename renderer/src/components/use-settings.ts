import { DEFAULT_SETTINGS, type Settings } from '../../../contract/settings.ts'
import { useOperation } from '../lib/queries.ts'
import type { TimeZone } from '../lib/time.ts'

/** The settings, or the defaults until they are known. */
export function useSettings(): Settings {
  return useOperation('settings.get', {}).data ?? DEFAULT_SETTINGS
}

export function useTimeZone(): TimeZone {
  return useSettings().time_zone
}
