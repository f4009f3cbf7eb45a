import type { ReactNode } from 'react'

interface NarrowButtonProps {
  /** What is left when it is clicked, such as "Only DDoS". */
  label: string
  tabIndex: number
  onClick: () => void
  children: ReactNode
}

/** A value in a cell that narrows the list to itself; the table has its style. */
export function NarrowButton({ label, tabIndex, onClick, children }: NarrowButtonProps) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      tabIndex={tabIndex}
      onClick={(event) => {
        event.stopPropagation()
        onClick()
      }}
    >
      {children}
    </button>
  )
}
