import type { Toolset } from '../../../call/toolset.ts'
import { protocol, type QueueTask, type Refusal } from '../messages.ts'
import { schemaDigest } from '../schema-digest.ts'

export const unreadableCode = 'queue_message'

/** What is said of an attempt that cannot be read, or of which something cannot be. */
export function unreadable(why: string, tool = 'A call'): Refusal {
  return { code: unreadableCode, message: `${tool} was not started: ${why}.` }
}

/** What is said of an attempt that was in line when its worker closed. */
export function closing(tool: string): Refusal {
  return {
    code: 'queue_worker_closing',
    message: `${tool} was not started: its worker was shut down before.`,
  }
}

/**
 * Why a worker with these tools does not run that attempt, if it does not.
 *
 * @param withheld names of tools that it has, and does not offer to those who write to the queue.
 */
export function refuse(
  task: QueueTask,
  tools: Toolset,
  withheld: ReadonlySet<string> = new Set(),
): Refusal | undefined {
  const { schema, protocol: spoken } = task
  const name = shortName(task.tool)
  if (spoken !== protocol)
    return {
      code: 'queue_protocol',
      message:
        `${name} was not started: the worker speaks version ${protocol} of the queue's protocol, and the engine ` +
        `version ${spoken}. Run one version of fanfold on both sides.`,
    }
  const tool = tools.get(task.tool)
  if (withheld.has(task.tool))
    return {
      code: 'queue_not_offered',
      message:
        `${name} was not started: the worker has a tool of that name, but does not offer it, because it does not say ` +
        "`runsIn: 'queue'`. Say it in the file that the worker loads.",
    }
  if (tool === undefined)
    return {
      code: 'queue_no_tool',
      message:
        `${name} was not started: the worker has no tool of that name. ` +
        `It has: ${tools.names.join(', ') || 'none'}.`,
    }
  if (schemaDigest(tool) !== schema)
    return {
      code: 'queue_schema',
      message:
        `${name} was not started: the worker's ${name} has another input schema than the engine's. ` +
        'Run the same version of the tools on both sides.',
    }
  return undefined
}

const longestName = 100

/** A name that no tool can have is told as far as anybody would read it. */
function shortName(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName)}…` : name
}
