import { useEffect } from 'react'
import { RouterProvider } from 'react-router'

import { holdAnswersWhilePressed } from '../lib/press.ts'
import { holdWindow } from '../lib/unsent.ts'
import { keepPlace } from './last-place.ts'
import { Providers } from './providers.tsx'
import { bringPages, router } from './routes.tsx'

export function App() {
  useEffect(bringPages, [])
  useEffect(() => keepPlace(router), [])
  useEffect(holdAnswersWhilePressed, [])
  useEffect(holdWindow, [])
  return (
    <Providers>
      <RouterProvider router={router} />
    </Providers>
  )
}
