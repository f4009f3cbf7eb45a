import type { HttpContext } from './exchange.ts'

export const REPORT_TYPE = 'text/html'

/** A report as a page that a browser shows; its own policy says what it may do, and no other page may frame it. */
export function reportResponse(
  context: HttpContext,
  { html, name }: { readonly html: string; readonly name: string },
): Response {
  context.header('Content-Disposition', `inline; filename="${name}"`)
  context.header('Content-Security-Policy', `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'`)
  context.header('Content-Type', `${REPORT_TYPE}; charset=utf-8`)
  return context.body(html)
}
