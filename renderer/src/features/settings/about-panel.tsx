import Typography from '@mui/material/Typography'

import { Facts } from '../../components/facts.tsx'
import { Panel } from '../../components/panel.tsx'
import { useOperation } from '../../lib/queries.ts'

/** Version and where the data lie. */
export function AboutPanel() {
  const status = useOperation('system.status', {}).data
  return (
    <Panel title="About AnomalyX">
      <Facts
        facts={[
          { name: 'Version', value: status?.version ?? '…' },
          { name: 'Data directory', value: <code>{status?.data_dir ?? '…'}</code> },
          { name: 'Licence', value: 'MIT' },
        ]}
      />
      <Typography variant="body2" color="textSecondary" sx={{ mt: 1.25 }}>
        AnomalyX works offline: captures, predictions and decisions stay in the data directory. Nothing is sent
        anywhere.
      </Typography>
    </Panel>
  )
}
