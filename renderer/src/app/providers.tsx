import createCache from '@emotion/cache'
import { CacheProvider } from '@emotion/react'
import CssBaseline from '@mui/material/CssBaseline'
import GlobalStyles from '@mui/material/GlobalStyles'
import { ThemeProvider } from '@mui/material/styles'
import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'

import { Announcer } from '../components/announcer.tsx'
import { Notifier } from '../components/notifier.tsx'
import { SettingsProvider } from '../components/settings-provider.tsx'
import { ShortcutProvider } from '../components/shortcut-provider.tsx'
import { STYLE_NONCE } from '../lib/nonce.ts'
import { createQueryClient } from '../lib/queries.ts'
import { severityVariables } from '../lib/severities.ts'
import { threatVariables } from '../lib/threats.ts'
import { awaitSending } from '../lib/unsent.ts'
import { SURFACES } from './palette.ts'
import { theme } from './theme.ts'

const styleCache = createCache({ key: 'ax', nonce: STYLE_NONCE, prepend: true })

function variablesOf(scheme: 'light' | 'dark') {
  const { raised, control } = SURFACES[scheme]
  return { '--raised': raised, '--control-border': control, ...threatVariables(scheme), ...severityVariables(scheme) }
}

const variables = { ':root, [data-theme="light"]': variablesOf('light'), '[data-theme="dark"]': variablesOf('dark') }

/** Everything the pages stand on: styles, cached answers, shortcuts, messages. */
export function Providers({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient)
  useEffect(() => awaitSending(() => queryClient.isMutating() > 0), [queryClient])
  return (
    <CacheProvider value={styleCache}>
      <ThemeProvider theme={theme} defaultMode="system" noSsr>
        <CssBaseline />
        <GlobalStyles styles={variables} />
        <QueryClientProvider client={queryClient}>
          <SettingsProvider>
            <ShortcutProvider>
              <Announcer>
                <Notifier>{children}</Notifier>
              </Announcer>
            </ShortcutProvider>
          </SettingsProvider>
        </QueryClientProvider>
      </ThemeProvider>
    </CacheProvider>
  )
}
