import Box from '@mui/material/Box'

import type { QueryFault } from '../../../../contract/query/parse.ts'

interface QueryFaultNoteProps {
  id: string
  query: string
  fault: QueryFault
}

/** A wrong query with its wrong place marked, and the reason. */
export function QueryFaultNote({ id, query, fault: { start, end, reason } }: QueryFaultNoteProps) {
  return (
    <Box
      component="span"
      id={id}
      role="alert"
      sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5, px: 1.25, fontSize: 12, color: 'error.main' }}
    >
      <Box component="code" sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', color: 'text.secondary' }}>
        {query.slice(0, start)}
        <Box
          component="mark"
          sx={{
            bgcolor: 'transparent',
            color: 'error.main',
            textDecoration: 'underline wavy',
            textUnderlineOffset: 3,
          }}
        >
          {query.slice(start, end) || '▁'}
        </Box>
        {query.slice(end)}
      </Box>
      <span>{reason}</span>
    </Box>
  )
}
