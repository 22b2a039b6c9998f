/** Who is told of what nobody caught. */
const sinks = new Set<(error: unknown) => void>()

function onStray(error: unknown): void {
  for (const sink of sinks) sink(error)
}

/** Until the returned function is called, rejections and errors that nobody caught are told to `sink` instead of ending the process. */
export function catchStrays(sink: (error: unknown) => void): () => void {
  if (sinks.size === 0)
    for (const event of ['unhandledRejection', 'uncaughtException']) process.on(event, onStray)
  sinks.add(sink)
  return () => {
    sinks.delete(sink)
    if (sinks.size === 0)
      for (const event of ['unhandledRejection', 'uncaughtException']) process.off(event, onStray)
  }
}
