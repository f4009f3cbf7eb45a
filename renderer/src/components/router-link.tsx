import MuiLink, { type LinkProps } from '@mui/material/Link'
import { Link } from 'react-router'

/** A link to another place of the window. */
export function RouterLink({
  to,
  ...props
}: { to: string } & Omit<LinkProps<typeof Link>, 'component' | 'href' | 'to'>) {
  return <MuiLink component={Link} to={to} {...props} />
}
