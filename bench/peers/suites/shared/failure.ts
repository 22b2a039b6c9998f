/** The first line of an error, for a figure of its own where the others of the cell can still be had. */
export function failure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.split('\n')[0] as string).slice(0, 200)
}
