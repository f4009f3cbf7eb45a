import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

interface NarrowButtonProps {
  /** What is left when it is clicked, such as "Only DDoS". */
  label: string
  tabIndex: number
  onClick: () => void
  children: ReactNode
}

/** A value in a cell that narrows the list to itself. */
export function NarrowButton({ label, tabIndex, onClick, children }: NarrowButtonProps) {
  return (
    <Box
      component="button"
      type="button"
      title={label}
      aria-label={label}
      tabIndex={tabIndex}
      onClick={(event) => {
        event.stopPropagation()
        onClick()
      }}
      sx={{
        maxWidth: 1,
        display: 'block',
        lineHeight: 'inherit',
        p: 0,
        border: 0,
        font: 'inherit',
        color: 'inherit',
        bgcolor: 'transparent',
        cursor: 'pointer',
        overflow: 'hidden',
        textOverflow: 'ellipsis',
        whiteSpace: 'nowrap',
        '&:hover': { textDecoration: 'underline', textUnderlineOffset: 3 },
      }}
    >
      {children}
    </Box>
  )
}
