/** What a client speaks over. */
export interface Transport {
  close(): Promise<void>
}

/** One that starts its server. */
export interface ChildTransport extends Transport {
  start(): Promise<void>
  /** Of the server; null once it is being closed. */
  readonly pid: number | null
  onclose?: (() => void) | undefined
}

/** Of the servers that were started here and have not ended. */
const running = new Set<number>()

/**
 * Sees to it that the server of a transport ends. However often that is closed, each who closes it waits until the server has
 * ended: of itself, a second time returns at once. And a process that exits before takes its servers along.
 */
export function ownServer(transport: ChildTransport): ChildTransport {
  const start = transport.start.bind(transport)
  const close = transport.close.bind(transport)
  let closing: Promise<void> | undefined
  return Object.assign(transport, {
    start: async () => {
      const starting = start()
      note(transport)
      await starting
    },
    close: () => (closing ??= close()),
  })
}

function note(transport: ChildTransport): void {
  const { pid, onclose } = transport
  if (pid === null) return
  if (running.size === 0) process.on('exit', endAll)
  running.add(pid)
  const ended = (): void => {
    running.delete(pid)
    if (running.size === 0) process.off('exit', endAll)
    onclose?.()
  }
  Object.assign(transport, { onclose: ended })
}

function endAll(): void {
  for (const pid of running)
    try {
      process.kill(pid, 'SIGTERM')
    } catch {
      // It has ended a moment ago.
    }
}
