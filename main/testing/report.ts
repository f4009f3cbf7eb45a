import { Window } from 'happy-dom'

/** What a reader of a report reads. */
export interface ReadReport {
  /** Cells of a table's rows, by the heading above it; rows of tables below one heading follow each other. */
  readonly rowsUnder: (heading: string) => string[][]
  /** The number that stands under a name in the sums; the first of that name. */
  readonly figure: (name: string) => number
  readonly textUnder: (heading: string) => string
  readonly title: string
  /** Elements that a report has no use for, and attributes that make one act. */
  readonly forbidden: string[]
  readonly alert_ids: number[]
}

const ALLOWED =
  /^(html|head|meta|title|style|body|header|main|footer|section|article|h[1-4]|p|dl|dt|dd|div|span|strong|table|thead|tbody|tr|th|td|ul|li|bdi|code|time|svg|desc|text|line|rect)$/

/** Reads a report as a browser does; no element of it can run. */
export function readReport(page: string): ReadReport {
  const { document } = new Window()
  document.documentElement.innerHTML = page.replace(/^<!doctype html>/, '')
  const sectionOf = (heading: string) => {
    const found = [...document.querySelectorAll('section')].find(
      (section) => section.querySelector('h2')?.textContent.trim() === heading,
    )
    if (found === undefined) throw new Error(`the report has no ${heading}`)
    return found
  }
  const textOf = (element: { textContent: string } | null | undefined) =>
    (element?.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
  const elements = [...document.querySelectorAll('*')]
  return {
    title: textOf(document.querySelector('h1')),
    rowsUnder: (heading) =>
      [...sectionOf(heading).querySelectorAll('tr')].map((row) => [...row.querySelectorAll('th, td')].map(textOf)),
    figure: (name) => {
      const found = [...document.querySelectorAll('.figures dt')].find((term) => textOf(term) === name)
      return Number(/[\d,]+$/.exec(textOf(found?.nextElementSibling))?.[0].replaceAll(',', ''))
    },
    textUnder: (heading) => textOf(sectionOf(heading)),
    forbidden: elements.flatMap((element) => [
      ...(ALLOWED.test(element.tagName.toLowerCase()) ? [] : [element.tagName]),
      ...[...element.attributes].map(({ name }) => name).filter((name) => /^(on|href|src|style|xlink)/.test(name)),
    ]),
    alert_ids: [...document.querySelectorAll('article.alert h3 .quiet')].map((each) =>
      Number(/\d+/.exec(textOf(each))?.[0]),
    ),
  }
}
