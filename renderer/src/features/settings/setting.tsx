import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'

interface SettingProps {
  name: string
  explanation?: ReactNode
  children: ReactNode
}

/** One setting: its name and meaning left, its control right. */
export function Setting({ name, explanation, children }: SettingProps) {
  return (
    <Box
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 2,
        py: 1,
        borderTop: 1,
        borderColor: 'divider',
        '&:first-of-type': { borderTop: 0, pt: 0 },
        '&:last-of-type': { pb: 0 },
      }}
    >
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography variant="body2" sx={{ fontWeight: 550 }}>
          {name}
        </Typography>
        {explanation && (
          <Typography variant="caption" color="textSecondary" component="p">
            {explanation}
          </Typography>
        )}
      </Box>
      {children}
    </Box>
  )
}
