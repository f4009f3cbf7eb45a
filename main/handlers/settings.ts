import type { SettingsService } from '../services/settings-service.ts'
import type { HandlersFor } from './handlers.ts'

export function settingsHandlers(settings: SettingsService): HandlersFor<'settings.get' | 'settings.update'> {
  return {
    'settings.get': () => settings.get(),
    'settings.update': (change) => settings.update(change),
  }
}
