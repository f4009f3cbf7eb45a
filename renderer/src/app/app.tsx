import { useEffect } from 'react'
import { RouterProvider } from 'react-router'

import { Providers } from './providers.tsx'
import { bringPages, router } from './routes.tsx'

export function App() {
  useEffect(bringPages, [])
  return (
    <Providers>
      <RouterProvider router={router} />
    </Providers>
  )
}
