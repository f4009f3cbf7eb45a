import SettingsIcon from '@mui/icons-material/SettingsOutlined'
import Box from '@mui/material/Box'
import type { ReactNode } from 'react'
import { NavLink, useLocation } from 'react-router'

import { useStreams } from '../components/use-streams.ts'
import { formatCompact } from '../lib/numbers.ts'
import { useOperation } from '../lib/queries.ts'
import { underWay } from '../lib/streams.ts'
import { addressInRange, rangeAt } from '../lib/time-range.ts'
import { Logo } from './logo.tsx'
import { PLACES } from './places.tsx'

/** The permanent way to every place. */
export function Rail() {
  const { pathname, search } = useLocation()
  const range = rangeAt(pathname, search)
  const open = useOperation('alerts.list', { status: 'open', limit: 1 }).data?.total ?? 0
  const isRecording = underWay(useStreams()).recording.length > 0
  return (
    <Box
      component="nav"
      aria-label="Navigation"
      sx={{
        gridArea: 'rail',
        width: 76,
        display: 'flex',
        flexDirection: 'column',
        gap: 0.5,
        px: 0.75,
        py: 1,
        borderRight: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
      }}
    >
      <Box sx={{ display: 'grid', placeItems: 'center', height: 40, mb: 0.5 }}>
        <Logo />
      </Box>
      {PLACES.map(({ name, address, keys, Icon }) => (
        <RailLink key={address} to={addressInRange(address, range)} name={name} keys={keys} icon={<Icon />}>
          {name === 'Alerts' && open > 0 && <Count value={open} />}
          {name === 'Captures' && isRecording && <RecordingMark />}
        </RailLink>
      ))}
      <Box sx={{ mt: 'auto' }}>
        <RailLink to="/settings" name="Settings" keys="g s" icon={<SettingsIcon />} />
      </Box>
    </Box>
  )
}

interface RailLinkProps {
  to: string
  name: string
  keys: string
  icon: ReactNode
  children?: ReactNode
}

function RailLink({ to, name, keys, icon, children }: RailLinkProps) {
  return (
    <Box
      component={NavLink}
      to={to}
      end={/^\/(\?|$)/.test(to)}
      // A tooltip of the library is laid out beside the page that opens, which takes as long as a third of it.
      title={`${name} (${keys})`}
      sx={{
        position: 'relative',
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'center',
        gap: 0.25,
        py: 0.875,
        borderRadius: 1,
        fontSize: 11,
        fontWeight: 550,
        color: 'text.secondary',
        textDecoration: 'none',
        '&:hover': { bgcolor: 'background.default', color: 'text.primary' },
        '&[aria-current="page"]': {
          color: 'primary.main',
          bgcolor: 'color-mix(in srgb, var(--mui-palette-primary-main) 11%, transparent)',
        },
        '& svg': { fontSize: 20 },
      }}
    >
      {icon}
      {name}
      {children}
    </Box>
  )
}

/** An interface is being recorded right now. */
function RecordingMark() {
  return (
    <Box
      component="span"
      aria-label="recording"
      role="img"
      sx={{
        position: 'absolute',
        top: 7,
        left: '60%',
        width: 9,
        height: 9,
        borderRadius: '50%',
        bgcolor: 'error.main',
        border: '1px solid var(--mui-palette-background-paper)',
      }}
    />
  )
}

function Count({ value }: { value: number }) {
  return (
    <Box
      component="span"
      aria-label={`${value} open`}
      role="img"
      sx={{
        position: 'absolute',
        top: 4,
        left: '54%',
        minWidth: 17,
        px: 0.5,
        borderRadius: 8,
        fontSize: 10,
        fontWeight: 650,
        lineHeight: '16px',
        textAlign: 'center',
        bgcolor: 'text.primary',
        color: 'background.paper',
      }}
    >
      {formatCompact(value)}
    </Box>
  )
}
