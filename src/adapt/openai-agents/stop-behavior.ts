import { softStopOption, type SoftStop } from '../soft-stop.ts'

/** What `toolUseBehavior` of an agent may be: a function that says whether the run ends with these results. */
export type StopBehavior = () => {
  readonly isFinalOutput: boolean
  readonly isInterrupted: undefined
  readonly finalOutput: string
}

/**
 * For `toolUseBehavior` of an agent: ends the run after the message whose calls were stopped, with all their results in its history.
 * The framework alone throws these away.
 *
 * @throws {UsageError} if it is no stop.
 */
export function stopBehavior(stop: SoftStop): StopBehavior {
  const { reached } = softStopOption(stop, 'stop', ' of stopBehavior')
  return () => ({ isFinalOutput: reached(), isInterrupted: undefined, finalOutput: 'Stopped.' })
}
