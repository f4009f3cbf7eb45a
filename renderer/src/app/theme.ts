import { createTheme } from '@mui/material/styles'

import { SURFACES } from './palette.ts'

const MONOSPACE = 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace'

function colourScheme(theme: 'light' | 'dark') {
  const surfaces = SURFACES[theme]
  return {
    palette: {
      background: { default: surfaces.canvas, paper: surfaces.paper },
      text: { primary: surfaces.text, secondary: surfaces.quiet },
      divider: surfaces.divider,
      primary: { main: surfaces.accent, contrastText: surfaces.accentText },
      error: { main: surfaces.error },
      warning: { main: surfaces.warning },
      success: { main: surfaces.success },
      info: { main: surfaces.accent },
    },
  }
}

/** Dense and flat: borders instead of shadows, one accent, numbers that line up. */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: '[data-theme="%s"]' },
  colorSchemes: { light: colourScheme('light'), dark: colourScheme('dark') },
  shape: { borderRadius: 5 },
  transitions: { create: () => 'none' },
  typography: {
    fontFamily: '"Inter Variable", system-ui, sans-serif',
    fontSize: 13,
    htmlFontSize: 16,
    h1: { fontVariantNumeric: 'normal', fontSize: 18, fontWeight: 620, lineHeight: 1.35, letterSpacing: '-0.01em' },
    h2: { fontVariantNumeric: 'normal', fontSize: 13, fontWeight: 620, lineHeight: 1.4 },
    h3: { fontVariantNumeric: 'normal', fontSize: 12.5, fontWeight: 600, lineHeight: 1.4 },
    body1: { fontSize: 13, lineHeight: 1.5 },
    body2: { fontSize: 12.5, lineHeight: 1.45 },
    caption: { fontSize: 11.5, lineHeight: 1.4 },
    button: { fontSize: 12.5, fontWeight: 550, textTransform: 'none', letterSpacing: 0 },
  },
  components: {
    MuiCssBaseline: {
      styleOverrides: {
        'html, body, #root': { height: '100%' },
        body: { fontVariantNumeric: 'tabular-nums', fontFeatureSettings: '"cv05", "ss03"', overflow: 'hidden' },
        code: { fontFamily: MONOSPACE, fontSize: '0.94em' },
        '[tabindex="-1"]:focus-visible': { outline: 'none' },
        '*': { scrollbarWidth: 'thin', scrollbarColor: 'var(--control-border) transparent' },
        ':focus-visible': { outline: '2px solid var(--mui-palette-primary-main)', outlineOffset: 1 },
        kbd: {
          fontFamily: 'inherit',
          fontSize: 11,
          lineHeight: '16px',
          padding: '0 5px',
          border: '1px solid var(--mui-palette-divider)',
          borderBottomWidth: 2,
          borderRadius: 4,
          color: 'var(--mui-palette-text-secondary)',
          background: 'var(--mui-palette-background-default)',
        },
        '@media (prefers-reduced-motion: reduce)': { '*': { animationDuration: '0.01ms !important' } },
      },
    },
    MuiButtonBase: { defaultProps: { disableRipple: true } },
    MuiButton: {
      defaultProps: { size: 'small', disableElevation: true },
      styleOverrides: {
        root: { minWidth: 0, padding: '3px 10px', whiteSpace: 'nowrap' },
        outlined: { borderColor: 'var(--control-border)', color: 'var(--mui-palette-text-primary)' },
        startIcon: { marginRight: 6 },
      },
    },
    MuiIconButton: { defaultProps: { size: 'small' }, styleOverrides: { root: { borderRadius: 5, padding: 4 } } },
    MuiSvgIcon: { defaultProps: { fontSize: 'small' }, styleOverrides: { fontSizeSmall: { fontSize: 18 } } },
    MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiDialog: { styleOverrides: { paper: { border: '1px solid var(--mui-palette-divider)' } } },
    MuiDialogTitle: { styleOverrides: { root: { fontSize: 15, fontWeight: 620, padding: '14px 18px 8px' } } },
    MuiDialogContent: { styleOverrides: { root: { padding: '4px 18px 12px' } } },
    MuiDialogActions: { styleOverrides: { root: { padding: '8px 14px 12px' } } },
    MuiMenu: { styleOverrides: { paper: { border: '1px solid var(--mui-palette-divider)' } } },
    MuiMenuItem: { styleOverrides: { root: { fontSize: 12.5, minHeight: 30, padding: '4px 12px' } } },
    MuiAutocomplete: {
      defaultProps: { size: 'small' },
      styleOverrides: {
        paper: { border: '1px solid var(--mui-palette-divider)' },
        option: { fontSize: 12.5, minHeight: '28px !important' },
        listbox: { maxHeight: 320 },
      },
    },
    MuiTextField: { defaultProps: { size: 'small' } },
    MuiOutlinedInput: {
      styleOverrides: {
        root: { fontSize: 12.5, background: 'var(--mui-palette-background-paper)' },
        notchedOutline: { borderColor: 'var(--control-border)' },
      },
    },
    MuiInputLabel: { styleOverrides: { root: { fontSize: 12.5 } } },
    MuiTooltip: {
      defaultProps: { enterDelay: 400, disableInteractive: false },
      styleOverrides: {
        tooltip: {
          fontSize: 11.5,
          fontWeight: 450,
          padding: '4px 8px',
          color: 'var(--mui-palette-background-paper)',
          background: 'var(--mui-palette-text-primary)',
        },
      },
    },
    MuiTab: { styleOverrides: { root: { minHeight: 34, minWidth: 0, padding: '4px 12px' } } },
    MuiTabs: { styleOverrides: { root: { minHeight: 34 } } },
    MuiTableCell: {
      styleOverrides: {
        root: { fontSize: 12.5, padding: '6px 10px', borderColor: 'var(--mui-palette-divider)' },
        head: {
          fontSize: 11.5,
          fontWeight: 550,
          color: 'var(--mui-palette-text-secondary)',
          background: 'var(--raised)',
          lineHeight: 1.4,
          whiteSpace: 'nowrap',
        },
      },
    },
    MuiLinearProgress: {
      styleOverrides: { root: { height: 5, borderRadius: 3, backgroundColor: 'var(--mui-palette-divider)' } },
    },
    MuiBackdrop: { styleOverrides: { root: { backgroundColor: 'rgb(8 12 16 / 0.4)' } } },
    MuiChip: {
      defaultProps: { size: 'small' },
      styleOverrides: { root: { borderRadius: 4, fontSize: 12, height: 22 } },
    },
    MuiLink: { defaultProps: { underline: 'hover' } },
    MuiSwitch: { defaultProps: { size: 'small' } },
    MuiTablePagination: {
      // Its own scroll bar would stand beside it for one pixel that is missing.
      styleOverrides: {
        root: { fontSize: 12, overflow: 'hidden' },
        toolbar: { minHeight: 38 },
        displayedRows: { fontSize: 12 },
      },
    },
  },
})
