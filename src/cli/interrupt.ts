/** Ctrl-C while a run goes on: the first one asks it to stop, the second one does not ask. */
export interface Interrupts {
  readonly happened: boolean
  /** Back to Node's own way. */
  stop(): void
}

export interface InterruptHandlers {
  /** The first Ctrl-C. */
  readonly cancel: () => void
  /** The second. */
  readonly quit: () => void
}

export function watchInterrupts({ cancel, quit }: InterruptHandlers): Interrupts {
  let times = 0
  const onSignal = (): void => {
    times++
    if (times === 1) cancel()
    else quit()
  }
  process.on('SIGINT', onSignal)
  return {
    get happened(): boolean {
      return times > 0
    },
    stop: () => void process.off('SIGINT', onSignal),
  }
}
