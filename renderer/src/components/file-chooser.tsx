import { createContext, useCallback, useContext, useEffect, useRef, type ReactNode } from 'react'
import { useNavigate } from 'react-router'

import { useImports } from './imports.tsx'

const ChooseContext = createContext<() => void>(() => undefined)

/** Opens the dialog that chooses files to import. */
export function useChooseFiles(): () => void {
  return useContext(ChooseContext)
}

/** The one file input of the window, behind every "Choose files…" and Ctrl+O. */
export function FileChooser({ children }: { children: ReactNode }) {
  const input = useRef<HTMLInputElement>(null)
  const { importFiles } = useImports()
  const navigate = useNavigate()
  const choose = useCallback(() => input.current?.click(), [])

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'o' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      choose()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [choose])

  return (
    <ChooseContext value={choose}>
      <input
        ref={input}
        type="file"
        multiple
        accept=".csv,.log,.json,.jsonl,.ndjson,.pcap,.pcapng,.cap,.gz,.zst"
        aria-label="Capture files"
        hidden
        onChange={({ target }) => {
          const files = [...(target.files ?? [])]
          // Choosing the same file again must count as a change.
          target.value = ''
          if (files.length === 0) return
          importFiles(files)
          void navigate('/captures')
        }}
      />
      {children}
    </ChooseContext>
  )
}
