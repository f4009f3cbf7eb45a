import FileDownloadIcon from '@mui/icons-material/FileDownloadOutlined'
import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useEffectEvent, useLayoutEffect, useState } from 'react'
import { useNavigate } from 'react-router'

import { useImports } from '../../components/imports.tsx'
import { followDrag } from './follow-drag.ts'

/** Takes files dropped anywhere on the window, and says so while they hover. */
export function DropOverlay() {
  const [hovering, setHovering] = useState(false)
  const { importFiles } = useImports()
  const navigate = useNavigate()

  const take = useEffectEvent((files: File[]) => {
    if (files.length === 0) return
    importFiles(files)
    void navigate('/captures')
  })

  // Before the first paint: whoever sees the window can drop on it.
  useLayoutEffect(() => followDrag(setHovering, take), [])

  if (!hovering) return null
  return (
    <Box
      component="aside"
      aria-label="Drop to import"
      sx={{
        position: 'fixed',
        inset: 0,
        zIndex: 'tooltip',
        pointerEvents: 'none',
        p: 1.5,
        bgcolor: 'color-mix(in srgb, var(--mui-palette-background-default) 88%, transparent)',
      }}
    >
      <Box
        sx={{
          height: 1,
          border: '2px dashed',
          borderColor: 'primary.main',
          borderRadius: 2,
          display: 'flex',
          flexDirection: 'column',
          alignItems: 'center',
          justifyContent: 'center',
          gap: 1,
        }}
      >
        <FileDownloadIcon color="primary" sx={{ fontSize: 36 }} />
        <Typography variant="h1" component="p">
          Drop to import
        </Typography>
        <Typography color="textSecondary">
          Packet captures (.pcap, .pcapng), CICFlowMeter files (.csv), logs of Zeek, Suricata, nfdump or Argus, or
          folders of them. They are imported one after another.
        </Typography>
      </Box>
    </Box>
  )
}
