import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'

import type { InterfaceList } from '../../../../contract/streams.ts'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { Advice } from './advice.tsx'
import { upFirst, type useInterfaces } from './use-interfaces.ts'

interface InterfaceChoiceProps {
  query: ReturnType<typeof useInterfaces>
  chosen: string | null
  onChoose: (name: string) => void
}

/** Interfaces of this machine, and what stands in the way of recording them. */
export function InterfaceChoice({
  query: { data, error, isFetching, refetch },
  chosen,
  onChoose,
}: InterfaceChoiceProps) {
  return (
    <Box sx={{ display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Typography variant="body2" color="textSecondary" sx={{ mr: 'auto' }}>
          {data?.tool != null && data.advice === null ? `Packets are recorded with ${data.tool}.` : 'Interface'}
        </Typography>
        <Button
          variant="outlined"
          // A button that is disabled loses the focus.
          aria-busy={isFetching}
          onClick={() => {
            if (!isFetching) void refetch()
          }}
        >
          Look again
        </Button>
      </Box>
      {error && <ProblemNotice title="The interfaces could not be read" error={error} />}
      {!data && !error && <Skeleton role="status" variant="rounded" height={150} aria-label="Reading the interfaces" />}
      {data?.advice != null && <Advice text={data.advice} />}
      {data && <Interfaces interfaces={data.interfaces} chosen={chosen} onChoose={onChoose} />}
    </Box>
  )
}

/** The recording programs offer all interfaces together under this name. */
const ALL = 'any'

function addressText({ name, addresses, is_up }: InterfaceList['interfaces'][number]): string {
  if (name === ALL && addresses.length === 0) return 'all interfaces together'
  return [...(is_up ? [] : ['down']), ...addresses].join(', ') || 'no address'
}

interface InterfacesProps {
  interfaces: InterfaceList['interfaces']
  chosen: string | null
  onChoose: (name: string) => void
}

function Interfaces({ interfaces, chosen, onChoose }: InterfacesProps) {
  if (interfaces.length === 0) {
    return (
      <Typography variant="body2" color="textSecondary">
        No interface was found on this machine.
      </Typography>
    )
  }
  return (
    <RadioGroup
      aria-label="Interface"
      value={chosen ?? ''}
      onChange={(_event, name) => onChoose(name)}
      sx={{
        display: 'grid',
        maxHeight: 160,
        overflow: 'auto',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1.5,
      }}
    >
      {upFirst(interfaces).map(({ name, addresses, is_up }) => (
        <FormControlLabel
          key={name}
          value={name}
          control={<Radio size="small" sx={{ py: 0.5 }} />}
          label={
            <Box sx={{ display: 'flex', gap: 1.5, minWidth: 0 }}>
              <Box component="span" sx={{ fontWeight: 550, overflowWrap: 'anywhere', minWidth: 90 }}>
                {name}
              </Box>
              <Box component="span" sx={{ color: 'text.secondary', overflowWrap: 'anywhere', minWidth: 0 }}>
                {addressText({ name, addresses, is_up })}
              </Box>
            </Box>
          }
          sx={{ mx: 0.5, mr: 1.5, '& .MuiFormControlLabel-label': { flex: 1, minWidth: 0 } }}
        />
      ))}
    </RadioGroup>
  )
}
