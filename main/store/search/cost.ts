import { fieldNamed } from '../../../contract/query/fields.ts'
import type { QueryTree } from '../../../contract/query/tree.ts'

/** The same query with the parts first that cost the least to test: what is in memory, then facts, then features. */
export function cheapFirst(tree: QueryTree): QueryTree {
  switch (tree.kind) {
    case 'not':
      return { kind: 'not', part: cheapFirst(tree.part) }
    case 'all':
    case 'any':
      return { kind: tree.kind, parts: tree.parts.map(cheapFirst).sort((one, other) => costOf(one) - costOf(other)) }
    default:
      return tree
  }
}

function costOf(tree: QueryTree): number {
  switch (tree.kind) {
    case 'text':
      return 3
    case 'test': {
      const { features, name } = fieldNamed(tree.field)
      if (features.length > 0) return 4
      if (['after', 'before', 'capture'].includes(name)) return 0
      return name === 'type' ? 1 : 2
    }
    case 'not':
      return costOf(tree.part)
    default:
      return Math.max(0, ...tree.parts.map(costOf))
  }
}
