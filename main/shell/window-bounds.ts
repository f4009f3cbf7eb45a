import { z } from 'zod'

/** Where a window is, in pixels of the desktop. */
const BoundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(400), height: z.int().min(300) })
export type Bounds = z.infer<typeof BoundsSchema>

const KeptSchema = z.object({ bounds: BoundsSchema, is_maximized: z.boolean() })
export type KeptWindow = z.infer<typeof KeptSchema>

/** Pixels of a window's top that must be on a screen, or nobody could move it. */
const LEAST_SHOWN = 100

/**
 * The window as it was when it was last closed.
 * @param text what {@link keptText} gave; null when there is none
 * @param screens work areas of the screens there are now
 * @returns null when nothing usable is kept, or no screen shows where it was
 */
export function keptWindow(text: string | null, screens: readonly Bounds[]): KeptWindow | null {
  const kept = KeptSchema.safeParse(jsonOf(text)).data
  return kept !== undefined && screens.some((screen) => isReachable(kept.bounds, screen)) ? kept : null
}

export function keptText(kept: KeptWindow): string {
  return JSON.stringify(kept)
}

function jsonOf(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

function isReachable({ x, y, width }: Bounds, screen: Bounds): boolean {
  const shown = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x)
  return shown >= LEAST_SHOWN && y >= screen.y - LEAST_SHOWN / 10 && y <= screen.y + screen.height - LEAST_SHOWN
}
