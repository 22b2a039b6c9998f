/** What is used of the model server's record of a request. */
interface Exchanged {
  readonly format: string | undefined
  readonly receivedAtMs: number
  readonly respondedAtMs: number | undefined
}

/** From the last byte of each response to the next request, in milliseconds. */
export function toolPhasesMs(records: readonly Exchanged[]): readonly number[] {
  const requests = records.filter(({ format }) => format !== undefined)
  return requests.slice(1).map(({ receivedAtMs }, index) => {
    const { respondedAtMs } = requests[index] as Exchanged
    if (respondedAtMs === undefined)
      throw new Error('Expected every response to be whole before the next request comes.')
    return receivedAtMs - respondedAtMs
  })
}

/** The same of a run with one turn of calls. */
export function toolPhaseMs(records: readonly Exchanged[]): number {
  const [phase, ...more] = toolPhasesMs(records)
  if (phase === undefined || more.length > 0)
    throw new Error(`Expected two requests, got ${records.length}.`)
  return phase
}
