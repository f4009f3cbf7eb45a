import NotificationsIcon from '@mui/icons-material/NotificationsOutlined'
import FolderIcon from '@mui/icons-material/FolderOutlined'
import OverviewIcon from '@mui/icons-material/SpaceDashboardOutlined'
import SchemaIcon from '@mui/icons-material/SchemaOutlined'
import TableRowsIcon from '@mui/icons-material/TableRowsOutlined'

/** The five places of the window, with the keys that go there. */
export const PLACES = [
  { name: 'Overview', address: '/', keys: 'g o', Icon: OverviewIcon },
  { name: 'Captures', address: '/captures', keys: 'g c', Icon: FolderIcon },
  { name: 'Flows', address: '/flows', keys: 'g f', Icon: TableRowsIcon },
  { name: 'Alerts', address: '/alerts', keys: 'g a', Icon: NotificationsIcon },
  { name: 'Models', address: '/models', keys: 'g m', Icon: SchemaIcon },
] as const
