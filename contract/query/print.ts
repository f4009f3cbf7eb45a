import { fieldNamed } from './fields.ts'
import type { QueryTree } from './tree.ts'
import { printValue, quoted } from './values.ts'

/** The one spelling of a query that stands for all that mean the same; reading it gives the tree again. */
export function printQuery(tree: QueryTree): string {
  switch (tree.kind) {
    case 'text':
      return quoted(tree.text)
    case 'test': {
      const field = fieldNamed(tree.field)
      return `${tree.field}${tree.comparison}${tree.values.map(({ value }) => printValue(field, value)).join(',')}`
    }
    case 'not':
      return `-${grouped(tree.part, ['all', 'any'])}`
    case 'all':
      return tree.parts.map((part) => grouped(part, ['any'])).join(' ')
    case 'any':
      return tree.parts.map(printQuery).join(' or ')
  }
}

function grouped(part: QueryTree, kinds: readonly QueryTree['kind'][]): string {
  return kinds.includes(part.kind) ? `(${printQuery(part)})` : printQuery(part)
}
