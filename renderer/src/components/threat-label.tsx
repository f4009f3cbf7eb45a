import Box from '@mui/material/Box'

import { ThreatMark } from './threat-mark.tsx'

/** A threat type by mark and name. */
export function ThreatLabel({ threatType, strong = false }: { threatType: string; strong?: boolean }) {
  return (
    <Box
      component="span"
      sx={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 0.75,
        minWidth: 0,
        maxWidth: 1,
        fontVariantNumeric: 'normal',
        fontWeight: strong ? 600 : 'inherit',
      }}
    >
      <Box component="span" sx={{ display: 'inline-flex', flex: 'none' }}>
        <ThreatMark threatType={threatType} />
      </Box>
      <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {threatType}
      </Box>
    </Box>
  )
}
