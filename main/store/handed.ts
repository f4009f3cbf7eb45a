/**
 * A value whose bytes change hands with the call that takes it: they are gone for whoever handed them over. Copying them
 * would cost half of what the main process does during an import.
 */
export class Handed<Value extends object> {
  readonly value: Value
  readonly #is_handed = true

  constructor(value: Value) {
    this.value = value
  }

  static is(value: unknown): value is Handed<object> {
    return typeof value === 'object' && value !== null && #is_handed in value && value.#is_handed
  }
}

/** Hands over the bytes in the fields of a value; whoever calls this is done with them. */
export function handOver<Value extends object>(value: Value): Handed<Value> {
  return new Handed(value)
}

/** Memory that changes hands with these arguments. Bytes that lie in memory with others stay, and are copied. */
export function memoryHanded(args: readonly unknown[]): ArrayBuffer[] {
  const fields = args.flatMap((arg) => (Handed.is(arg) ? Object.values<unknown>({ ...arg.value }) : []))
  return [...new Set(fields.flatMap(ownMemory))]
}

function ownMemory(value: unknown): ArrayBuffer[] {
  if (!(value instanceof Uint8Array) || !(value.buffer instanceof ArrayBuffer)) return []
  return value.length === value.buffer.byteLength ? [value.buffer] : []
}
