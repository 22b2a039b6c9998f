import { having } from '../../call/expect.ts'
import { optionsCheck } from '../../call/options/option-list.ts'
import { runGuardOptionList, type RunGuardOptions } from '../guard.ts'
import { turnId } from '../step.ts'
import { followedRunner, type FollowedRunner, type RunnerMessage } from './message.ts'

/** What may be said of a tool runner. */
export type GuardRunnerOptions = Pick<RunGuardOptions, 'runId'>

/** A tool runner of the Anthropic SDK, as far as this looks at it. */
export interface ToolRunner {
  readonly params: {
    readonly messages: readonly { readonly role: string }[]
    readonly runToolsEagerly?: boolean | undefined
  }
  [Symbol.asyncIterator](): AsyncIterator<unknown, unknown, undefined>
  generateToolResponse(signal?: never): Promise<unknown>
}

interface MessageStream {
  finalMessage(): Promise<{ readonly stop_reason: string | null }>
}

const check = optionsCheck<GuardRunnerOptions>({ runId: runGuardOptionList.runId })
const runnerOption = having<ToolRunner>('a tool runner', 'generateToolResponse')

/**
 * Tells guarded tools which message of which run a call is of, for two things: the engine's journal, by `runId`; and `runToolsEagerly`,
 * with which the runner calls tools while the model still speaks: then what reads starts at once, in order all the same, and what
 * may change something when the message is complete; if the message is cut off, never.
 *
 * @returns the runner itself. Hand it over before it runs.
 * @throws {UsageError} if it is not one, or an option is not what its type says.
 */
export function guardRunner<Runner extends ToolRunner>(
  runner: Runner,
  options?: GuardRunnerOptions,
): Runner {
  const { runId } = check(options, 'guardRunner')
  const own: ToolRunner = runnerOption(runner, 'runner', ' of guardRunner')
  const followed: FollowedRunner = { message: undefined }
  const idOf = (place: number): string | undefined => turnId(runId, place)

  /** The message that the runner has asked for now, of which a stream tells more and more. */
  function begin(item: unknown): void {
    const { messages, runToolsEagerly } = own.params
    const complete = runToolsEagerly === true ? isForTools(item as MessageStream) : undefined
    followed.message = { id: idOf(messages.length), complete }
  }

  const iterate = own[Symbol.asyncIterator].bind(own)
  const generate = own.generateToolResponse.bind(own)
  Object.defineProperties(own, {
    [Symbol.asyncIterator]: {
      configurable: true,
      value: () => followedIterator(followedRunner.run(followed, iterate), followed, begin),
    },
    generateToolResponse: {
      configurable: true,
      value: (signal?: never) => {
        // Before the first request: the calls of the last message of a conversation that is gone on with.
        followed.message ??= lastMessage(own, idOf)
        return followedRunner.run(followed, generate, signal)
      },
    },
  })
  return runner
}

function followedIterator(
  inner: AsyncIterator<unknown, unknown, undefined>,
  followed: FollowedRunner,
  begin: (item: unknown) => void,
): AsyncIterableIterator<unknown, unknown, undefined> {
  return {
    async next() {
      const next = await followedRunner.run(followed, () => inner.next())
      if (next.done !== true) begin(next.value)
      return next
    },
    return: (value?: unknown) => inner.return?.(value) ?? Promise.resolve({ done: true, value }),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

function lastMessage(
  { params: { messages } }: ToolRunner,
  idOf: (place: number) => string | undefined,
): RunnerMessage {
  const isLast = messages.at(-1)?.role === 'assistant'
  return { id: idOf(messages.length - (isLast ? 1 : 0)), complete: undefined }
}

/** Whether the model stopped to call tools. What went wrong with a stream its reader is told. */
function isForTools(stream: MessageStream): Promise<boolean> {
  return stream.finalMessage().then(
    (message) => message.stop_reason === 'tool_use',
    () => false,
  )
}
