import { createContext, useContext, type ReactNode } from 'react'

import { DEFAULT_SETTINGS, type Settings } from '../../../contract/settings.ts'
import { useOperation } from '../lib/queries.ts'
import type { TimeZone } from '../lib/time.ts'

const SettingsContext = createContext<Settings>(DEFAULT_SETTINGS)

/** Reads the settings once for all that is shown: every time on the screen asks for its zone. */
export function SettingsProvider({ children }: { children: ReactNode }) {
  const { data } = useOperation('settings.get', {})
  return <SettingsContext value={data ?? DEFAULT_SETTINGS}>{children}</SettingsContext>
}

/** The settings, or the defaults until they are known. */
export function useSettings(): Settings {
  return useContext(SettingsContext)
}

export function useTimeZone(): TimeZone {
  return useSettings().time_zone
}
