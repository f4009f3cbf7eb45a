const PIECE_BYTES = 2 ** 16

/** Bytes that many answers share, given piece by piece as the reader takes them; nothing of them is copied. */
export function sharedBody(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let sent = 0
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (sent < bytes.byteLength) controller.enqueue(bytes.subarray(sent, (sent += PIECE_BYTES)))
        else controller.close()
      },
    },
    { highWaterMark: 0 },
  )
}
