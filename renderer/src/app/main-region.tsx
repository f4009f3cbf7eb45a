import Box from '@mui/material/Box'
import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { Outlet } from 'react-router'

import { useTabInto } from '../components/use-tab-into.ts'
import { isUnfinished } from '../lib/unfinished.ts'

/** The page. It has the focus itself after going to a place by keyboard. */
export function MainRegion() {
  const region = useRef<HTMLElement>(null)
  const client = useQueryClient()
  const isReading = () => client.isFetching({ predicate: ({ state }) => state.status === 'pending' }) > 0
  useTabInto(region, { isAwaited: () => isUnfinished() || isReading() })
  return (
    <Box
      ref={region}
      component="main"
      id="main"
      tabIndex={-1}
      sx={{ gridArea: 'main', overflow: 'auto', scrollbarGutter: 'stable', outline: 'none' }}
    >
      <Outlet />
    </Box>
  )
}
