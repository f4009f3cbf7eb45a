/** Height of a row in pixels, the header's too. */
export const ROW_HEIGHT = 34

/** Written once for the whole table: styles of their own for each of its cells take longer than drawing it. */
export const TABLE = {
  flex: 1,
  minHeight: 0,
  overflow: 'auto',
  scrollPaddingTop: ROW_HEIGHT,
  fontSize: 12.5,
  '& [role="row"]': {
    display: 'grid',
    gridTemplateColumns: 'var(--tracks)',
    height: ROW_HEIGHT,
    borderBottom: 1,
    borderColor: 'divider',
  },
  '& [role="gridcell"], & [role="columnheader"]': {
    px: 1.25,
    lineHeight: `${ROW_HEIGHT - 1}px`,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  '& button': {
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
  },
  '& a': {
    color: 'inherit',
    textDecorationColor: 'color-mix(in srgb, currentColor 35%, transparent)',
    textUnderlineOffset: '3px',
  },
  '& a:hover': { textDecorationColor: 'currentColor' },
  '& [data-number]': { textAlign: 'right' },
  '& [role="gridcell"]:focus-visible, & [role="columnheader"]:focus-visible': {
    outline: '2px solid',
    outlineColor: 'primary.main',
    outlineOffset: -2,
  },
  // As wide as the columns: what does not fit is scrolled to.
  '& .head, & .body': { minWidth: 'var(--needed)' },
  '& .body': { position: 'relative' },
  // Each row is laid out and painted by itself: a change in one leaves the others as they are.
  '& [data-id]': { position: 'absolute', left: 0, right: 0, contain: 'strict', cursor: 'pointer' },
  '& [data-id]:hover': { bgcolor: 'action.hover' },
  '& [aria-current="true"], & [aria-current="true"]:hover, & [aria-selected="true"], & [aria-selected="true"]:hover': {
    bgcolor: 'color-mix(in srgb, var(--mui-palette-primary-main) 12%, transparent)',
  },
  '& [aria-selected="true"]': { boxShadow: 'inset 3px 0 var(--mui-palette-primary-main)' },
  '& .head': { position: 'sticky', top: 0, zIndex: 1, bgcolor: 'var(--raised)' },
  '& [role="columnheader"]': {
    position: 'relative',
    cursor: 'pointer',
    fontSize: 11.5,
    fontWeight: 550,
    color: 'text.secondary',
  },
  // In front, where a narrow column does not cut it off.
  '& [aria-sort="ascending"]::before': { content: '"↑ " / ""', color: 'text.primary' },
  '& [aria-sort="descending"]::before': { content: '"↓ " / ""', color: 'text.primary' },
  '& [role="columnheader"]:hover': { color: 'text.primary' },
  // The edge that is dragged is wider than it looks.
  '& .edge': {
    position: 'absolute',
    top: 0,
    bottom: 0,
    right: 0,
    width: 9,
    cursor: 'col-resize',
    touchAction: 'none',
    '&::after': { content: '""', position: 'absolute', top: 9, bottom: 9, right: 0, width: '1px', bgcolor: 'divider' },
    '&:hover::after, &:active::after': { top: 0, bottom: 0, width: '2px', bgcolor: 'primary.main' },
  },
}
