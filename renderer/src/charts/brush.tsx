import Box from '@mui/material/Box'
import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'

import type { TimeZone } from '../lib/time.ts'
import { labelOfBin } from './axis-label.ts'
import { AXIS_WIDTH, CHART_MARGIN } from './axis-space.ts'
import { type BinRange, binAt, movedRange, orderedRange, timesOf } from './bin-range.ts'
import type { Bin } from '../../../contract/chart-bins.ts'

/** Pixels that a press may move and still be a click. */
const CLICK_PX = 4

interface BrushProps {
  bins: readonly Bin[]
  zone: TimeZone
  /** Room under the plot, for its axis. */
  bottom_px: number
  /** Called with a stretch of the axis: its start, and its end. */
  onRange: (start: number, end: number) => void
  children: ReactNode
}

/**
 * Lets a person choose a stretch of a chart over time: by dragging over it; or with arrow keys, which move a cursor, Shift,
 * which leaves one end in place, and Enter.
 */
export function Brush({ bins, zone, bottom_px, onRange, children }: BrushProps) {
  const [chosen, setChosen] = useState<BinRange | null>(null)
  const press = useRef<{ x: number; bin: number; isDrag: boolean } | null>(null)
  const hasDragged = useRef(false)
  const shown = chosen === null ? null : orderedRange(chosen)
  const times = shown && timesOf(shown, bins)

  const binUnder = ({ currentTarget, clientX }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    return binAt(clientX - left - AXIS_WIDTH, width - AXIS_WIDTH - CHART_MARGIN, bins.length)
  }
  const choose = (range: BinRange) => {
    setChosen(null)
    const wanted = timesOf(orderedRange(range), bins)
    if (wanted) onRange(wanted.start, wanted.end)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    if (event.key === 'Enter' && chosen) choose(chosen)
    else if (event.key === 'Escape' && chosen) setChosen(null)
    else {
      const moved = movedRange(chosen, event, bins.length)
      if (moved === undefined) return
      setChosen(moved)
    }
    event.preventDefault()
  }

  return (
    <Box
      sx={{ position: 'relative', cursor: 'crosshair', touchAction: 'none', userSelect: 'none' }}
      onPointerDown={(event) => {
        hasDragged.current = false
        if (event.button === 0) press.current = { x: event.clientX, bin: binUnder(event), isDrag: false }
      }}
      onPointerMove={(event) => {
        const began = press.current
        if (!began || (!began.isDrag && Math.abs(event.clientX - began.x) < CLICK_PX)) return
        if (!began.isDrag) event.currentTarget.setPointerCapture(event.pointerId)
        began.isDrag = true
        setChosen({ anchor: began.bin, cursor: binUnder(event) })
      }}
      onPointerUp={(event) => {
        const began = press.current
        press.current = null
        if (!began?.isDrag) return
        hasDragged.current = true
        choose({ anchor: began.bin, cursor: binUnder(event) })
      }}
      onPointerCancel={() => {
        press.current = null
        setChosen(null)
      }}
      onClickCapture={(event) => {
        // The end of a drag is no click on the bar where it ends.
        if (hasDragged.current) event.stopPropagation()
        hasDragged.current = false
      }}
    >
      {children}
      <Box
        role="slider"
        tabIndex={0}
        aria-label="Range of time. Arrow keys move, with Shift they select, Enter zooms in"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, bins.length - 1)}
        aria-valuenow={chosen?.cursor ?? 0}
        aria-valuetext={times ? labelOfBin({ ...times, counts: {} }, 'time', zone) : 'Nothing selected'}
        onKeyDown={onKeyDown}
        onBlur={() => setChosen(null)}
        sx={{
          position: 'absolute',
          inset: `0 ${CHART_MARGIN}px ${bottom_px}px ${AXIS_WIDTH}px`,
          pointerEvents: 'none',
          borderRadius: 0.5,
        }}
      >
        {shown && times && (
          <Box
            style={{
              left: `${(100 * shown.first) / bins.length}%`,
              width: `${(100 * (shown.last + 1 - shown.first)) / bins.length}%`,
            }}
            sx={{
              position: 'absolute',
              top: 0,
              bottom: 0,
              borderInline: '1px solid var(--mui-palette-primary-main)',
              bgcolor: 'color-mix(in srgb, var(--mui-palette-primary-main) 18%, transparent)',
            }}
          />
        )}
        {times && (
          <Box
            aria-hidden
            sx={{
              position: 'absolute',
              top: 0,
              left: '50%',
              translate: '-50% 0',
              px: 1,
              borderRadius: 1,
              fontSize: 11.5,
              whiteSpace: 'nowrap',
              color: 'background.paper',
              bgcolor: 'text.primary',
            }}
          >
            {labelOfBin({ ...times, counts: {} }, 'time', zone)}
          </Box>
        )}
      </Box>
    </Box>
  )
}
