import { getEnvironmentData, threadId, type MessagePort } from 'node:worker_threads'
import { contextElsewhere } from '../../call/context/context-elsewhere.ts'
import { isContentValue } from '../../call/content/content.ts'
import { ToolError } from '../../call/errors/error.ts'
import { wholeAnswer, wholeError } from '../../call/response/whole-answer.ts'
import type { ToolContext } from '../../call/tool.ts'
import { toJson } from '../../call/content/to-json.ts'
import { printToStderr } from '../../util/capture-console.ts'
import { systemClock } from '../../util/clock.ts'
import { loadExecute } from './load-execute.ts'
import { printsToStderr, type FromThread, type ThreadTask, type ToThread } from './messages.ts'
import { packError, unpackError } from '../packed-error.ts'
import { errorText } from '../../util/error-text.ts'

if (getEnvironmentData(printsToStderr) === true) printToStderr()

/**
 * Runs one attempt, in a thread. All that it has to say goes through the task's port, in order; it never rejects.
 * The port is closed by the other side, once that has read everything.
 */
export async function runTask(task: ThreadTask): Promise<void> {
  const { port } = task
  say(port, { type: 'started', threadId })
  try {
    const execute = await loadExecute(task)
    const context = contextOf(task)
    const value = await execute(task.input, context)
    answer(task, await wholeAnswer(value, context.progress, systemClock))
  } catch (thrown) {
    const error = await wholeError(thrown, systemClock)
    say(port, { type: 'threw', error: packError(error, systemClock.epochMs()) })
  }
}

function contextOf(task: ThreadTask): ToolContext {
  const { port, callId, turnId, attempt, idempotencyKey, fencingToken } = task
  const controller = new AbortController()
  port.on('message', ({ reason }: ToThread) => controller.abort(unpackError(reason)))
  const given = {
    signal: controller.signal,
    callId,
    turnId,
    attempt,
    idempotencyKey,
    fencingToken,
    progress: (progress: unknown) => {
      try {
        say(port, { type: 'progress', progress })
      } catch {
        // What cannot be cloned is told as far as JSON can.
        say(port, { type: 'progress', progress: JSON.parse(toJson(progress)) })
      }
    },
  }
  return contextElsewhere(given, 'a worker thread')
}

function answer({ tool, port }: ThreadTask, value: unknown): void {
  try {
    if (isContentValue(value)) say(port, { type: 'returned-parts', parts: value.parts })
    else say(port, { type: 'returned', value })
  } catch (cause) {
    const why = errorText(cause)
    throw new ToolError(
      `${tool} ran, but its result cannot leave its thread: ${why} Return plain data.`,
      { code: 'thread_result', cause },
    )
  }
}

function say(port: MessagePort, message: FromThread): void {
  port.postMessage(message)
}
