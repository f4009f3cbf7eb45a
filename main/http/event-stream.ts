import type { AppEvent } from '../../contract/events.ts'
import type { HttpContext } from './exchange.ts'

/** Events that may wait for a listener that does not read, in UTF-16 code units. */
const MAX_WAITING = 2 ** 18
/** How often something is written, so that a listener that is gone is found. */
const HEARTBEAT_MS = 15_000

export type Subscribe = (listener: (event: AppEvent) => void) => () => void

/** Server-sent events until the listener goes; one that does not read them is cut off. */
export function eventStream(context: HttpContext, subscribe: Subscribe): Response {
  context.header('Content-Type', 'text/event-stream')
  if (context.req.method === 'HEAD') return context.body(null)
  let stop = (): void => undefined
  const events = new ReadableStream<string>(
    {
      start(controller) {
        const write = (text: string) => {
          controller.enqueue(text)
          if ((controller.desiredSize ?? 0) > 0) return
          stop()
          context.env.outgoing.destroy()
        }
        const unsubscribe = subscribe((event) => write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`))
        const heartbeat = setInterval(() => write(':\n\n'), HEARTBEAT_MS)
        stop = () => {
          unsubscribe()
          clearInterval(heartbeat)
        }
        write('event: hello\ndata: {}\n\n')
      },
      cancel: () => stop(),
    },
    { highWaterMark: MAX_WAITING, size: (text) => text.length },
  )
  return context.body(events.pipeThrough(new TextEncoderStream()))
}
