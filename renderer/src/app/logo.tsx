/** The sign of AnomalyX: one line of flows leaves the others. */
export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 26 26" fill="none" strokeWidth="2.4" strokeLinecap="round" aria-hidden>
      <path d="M3 6h20M3 20h20" stroke="var(--mui-palette-text-secondary)" opacity="0.55" />
      <path d="M3 13h6l3-5 4 10 3-5h4" stroke="var(--mui-palette-primary-main)" strokeLinejoin="round" />
    </svg>
  )
}
