import Box from '@mui/material/Box'

import type { Settings } from '../../../../contract/settings.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Facts } from '../../components/facts.tsx'
import { Panel } from '../../components/panel.tsx'
import { useOperation } from '../../lib/queries.ts'
import { Setting } from './setting.tsx'
import { SettingSwitch } from './setting-switch.tsx'
import type { ChangeSettings } from '../../components/use-change-settings.ts'

/** How scripts on this machine reach AnomalyX. */
export function LocalPortPanel({ settings, onChange }: { settings: Settings; onChange: ChangeSettings }) {
  const status = useOperation('system.status', {}).data
  const address = status?.http_address
  return (
    <Panel title="Local port for scripts">
      <Setting
        name="Require the token"
        explanation="Scripts must send the bearer token. If this is off, any program on this machine can read and change the data."
      >
        <SettingSwitch
          name="Require the token from scripts"
          value={settings.http_token_required}
          onChange={(http_token_required) => onChange({ http_token_required })}
        />
      </Setting>
      {status && (
        <Box sx={{ borderTop: 1, borderColor: 'divider', pt: 1.25, mt: 1 }}>
          <Facts
            facts={[
              {
                name: 'Address',
                value: address ? <Copyable value={address} what="address" /> : 'None: no port was free',
              },
              ...(address
                ? [
                    {
                      name: 'Documentation',
                      value: <Copyable value={`${address}/docs`} what="address of the documentation" />,
                    },
                  ]
                : []),
              {
                name: 'Token file',
                value: status.http_token_file ? (
                  <Copyable value={status.http_token_file} what="path of the token file" />
                ) : (
                  'None: the token is in the environment variable ANOMALYX_API_TOKEN'
                ),
              },
            ]}
          />
        </Box>
      )}
    </Panel>
  )
}

function Copyable({ value, what }: { value: string; what: string }) {
  return (
    <>
      <code>{value}</code> <CopyButton value={value} what={what} />
    </>
  )
}
