import WarningIcon from '@mui/icons-material/WarningAmberOutlined'
import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'

import { CopyButton } from '../../components/copy-button.tsx'

/** What a person has to do on this system first, in full: it has commands to be copied. */
export function Advice({ text }: { text: string }) {
  return (
    <Box
      role="note"
      aria-label="Before packets can be recorded"
      sx={{
        display: 'flex',
        gap: 1.25,
        p: 1.5,
        border: 1,
        borderColor: 'warning.main',
        borderRadius: 1.5,
        bgcolor: 'background.paper',
      }}
    >
      <WarningIcon color="warning" sx={{ mt: 0.125 }} />
      <Typography
        variant="body2"
        component="p"
        sx={{ flex: 1, minWidth: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', userSelect: 'text' }}
      >
        {text}
      </Typography>
      <Box>
        <CopyButton value={text} what="this advice" />
      </Box>
    </Box>
  )
}
