import type { Toolset } from '../../../call/toolset.ts'
import { protocol, type QueueTask, type Refusal } from '../messages.ts'
import { schemaDigest } from '../schema-digest.ts'

/** Why a worker with these tools cannot run that attempt, if it cannot. */
export function refuse(task: QueueTask, tools: Toolset): Refusal | undefined {
  const { tool: name, schema, protocol: spoken } = task
  if (spoken !== protocol)
    return {
      code: 'queue_protocol',
      message:
        `${name} was not started: the worker speaks version ${protocol} of the queue's protocol, and the engine ` +
        `version ${spoken}. Run one version of fanfold on both sides.`,
    }
  const tool = tools.get(name)
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
