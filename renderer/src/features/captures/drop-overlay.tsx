import FileDownloadIcon from '@mui/icons-material/FileDownloadOutlined'
import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useEffect, useEffectEvent, useState } from 'react'
import { useNavigate } from 'react-router'

import { useImports } from '../../components/imports.tsx'

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

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

  useEffect(() => {
    // Enter and leave come for every element on the way; the count tells when the window itself is left.
    let depth = 0
    const on = (name: 'dragenter' | 'dragover' | 'dragleave' | 'drop', listener: (event: DragEvent) => void) => {
      const guarded = (event: DragEvent) => {
        if (!carriesFiles(event)) return
        event.preventDefault()
        listener(event)
      }
      window.addEventListener(name, guarded)
      return () => window.removeEventListener(name, guarded)
    }
    const remove = [
      on('dragenter', () => {
        depth += 1
        setHovering(true)
      }),
      on('dragover', (event) => {
        if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
      }),
      on('dragleave', () => {
        depth -= 1
        if (depth <= 0) setHovering(false)
      }),
      on('drop', (event) => {
        depth = 0
        setHovering(false)
        take([...(event.dataTransfer?.files ?? [])])
      }),
    ]
    return () => {
      for (const stop of remove) stop()
    }
  }, [])

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
