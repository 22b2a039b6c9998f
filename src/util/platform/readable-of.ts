/** `ReadableStream.from`, which browsers lack. What reads it no further ends the iteration. */
export function readableOf<T>(values: AsyncGenerator<T, void>): ReadableStream<T> {
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const { done, value } = await values.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await values.return()
      },
    },
    // As `from` does, nothing is read ahead.
    { highWaterMark: 0 },
  )
}
