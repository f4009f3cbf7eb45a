import CloseIcon from '@mui/icons-material/Close'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import Snackbar from '@mui/material/Snackbar'
import { createContext, useCallback, useContext, useEffect, useRef, useState, type ReactNode } from 'react'

export interface Notice {
  message: string
  /** One thing to do about it, such as Undo. */
  action?: { label: string; run: () => void }
}

/** Milliseconds a message stays: with something to do about it, and without. */
const LONG = 8000
const SHORT = 4000

/** Beside the rail and above the status bar, left of the counts and buttons that end a list. */
const PLACE = {
  '&&': { left: 92, bottom: 34, right: 'auto', maxWidth: 'min(520px, 50vw)' },
  '& .MuiSnackbarContent-root': { py: 0, minWidth: 0 },
}

const NotifyContext = createContext<(notice: Notice) => void>(() => undefined)

/** Shows a passing message with at most one action. */
export function useNotify(): (notice: Notice) => void {
  return useContext(NotifyContext)
}

export function Notifier({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<{ notice: Notice; id: number; open: boolean } | null>(null)
  const isPointedAt = useRef(false)
  const next = useRef<{ notice: Notice; timer: ReturnType<typeof setTimeout> } | null>(null)

  const show = useCallback(
    (notice: Notice) => setShown((last) => ({ notice, id: (last?.id ?? 0) + 1, open: true })),
    [],
  )
  const showNext = useCallback(() => {
    if (next.current === null) return
    const { notice, timer } = next.current
    clearTimeout(timer)
    next.current = null
    show(notice)
  }, [show])
  const notify = useCallback(
    (notice: Notice) => {
      // Its button must not become another one under the pointer.
      if (!isPointedAt.current) {
        show(notice)
        return
      }
      if (next.current !== null) clearTimeout(next.current.timer)
      next.current = { notice, timer: setTimeout(showNext, SHORT) }
    },
    [show, showNext],
  )
  useEffect(
    () => () => {
      if (next.current !== null) clearTimeout(next.current.timer)
    },
    [],
  )
  const leave = () => {
    isPointedAt.current = false
    showNext()
  }
  const close = () => {
    setShown((last) => (last === null ? null : { ...last, open: false }))
    leave()
  }
  const action = shown?.notice.action

  return (
    <NotifyContext value={notify}>
      {children}
      <Snackbar
        key={shown?.id}
        open={shown?.open ?? false}
        autoHideDuration={action ? LONG : SHORT}
        onClose={(_event, reason) => {
          if (reason !== 'clickaway') close()
        }}
        onPointerEnter={() => {
          isPointedAt.current = true
        }}
        onPointerLeave={leave}
        message={shown?.notice.message}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        sx={PLACE}
        slotProps={{ content: { role: 'status' } }}
        action={
          <>
            {action && (
              <Button
                color="inherit"
                sx={{ fontWeight: 650, textDecoration: 'underline', textUnderlineOffset: 3 }}
                onClick={() => {
                  // It is there for a moment more while the message leaves.
                  if (!shown.open) return
                  action.run()
                  close()
                }}
              >
                {action.label}
              </Button>
            )}
            <IconButton aria-label="Close message" color="inherit" onClick={close}>
              <CloseIcon />
            </IconButton>
          </>
        }
      />
    </NotifyContext>
  )
}
