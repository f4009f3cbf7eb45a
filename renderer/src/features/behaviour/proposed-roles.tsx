import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useState } from 'react'

import type { BehaviourMeasurement } from '../../../../contract/behaviour.ts'
import { formatCounted } from '../../lib/numbers.ts'

type Proposal = BehaviourMeasurement['proposed_roles'][number]

const WORDS: Readonly<Record<Proposal['role'], { what: string; whom: string; add: string }>> = {
  proxies: { what: 'a proxy', whom: 'client', add: 'Add to proxies' },
  dns_servers: { what: 'a DNS server', whom: 'client', add: 'Add to DNS servers' },
  scanners: { what: 'a scanner', whom: 'target', add: 'Add to your scanners' },
}

interface ProposedRolesProps {
  proposals: readonly Proposal[]
  onAdd: (role: Proposal['role'], address: string) => void
}

/** Hosts whose work looks like an attack because of what they are: a person says whether they are. */
export function ProposedRoles({ proposals, onAdd }: ProposedRolesProps) {
  const [added, setAdded] = useState<readonly string[]>([])
  if (proposals.length === 0) return null
  return (
    <Box component="section" aria-label="Proposed roles" sx={{ mt: 1.5 }}>
      <Typography variant="body2" sx={{ fontWeight: 550, mb: 0.5 }}>
        Hosts that look like they have a role
      </Typography>
      {proposals.map(({ role, address, evidence }) => {
        const { what, whom, add } = WORDS[role]
        const key = `${role} ${address}`
        return (
          <Box key={key} sx={{ display: 'flex', alignItems: 'center', gap: 1, py: 0.25 }}>
            <Typography variant="body2" sx={{ mr: 'auto' }}>
              {address} looks like {what}: {formatCounted(evidence, whom)}
            </Typography>
            <Button
              size="small"
              disabled={added.includes(key)}
              aria-label={`${add}: ${address}`}
              onClick={() => {
                setAdded([...added, key])
                onAdd(role, address)
              }}
            >
              {added.includes(key) ? 'Added' : add}
            </Button>
          </Box>
        )
      })}
    </Box>
  )
}
