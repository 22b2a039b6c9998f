import { isInsideTurnsOf } from '../turn/run/nesting.ts'

/**
 * The id of a message's turn, by the name of its conversation and the message's place in it. Undefined without a name, and inside a call of
 * that conversation: what a tool asks a model is another conversation, in which places are counted anew.
 */
export function turnId(runId: string | undefined, place: string | number): string | undefined {
  if (runId === undefined || isInsideTurnsOf(`${runId}/`)) return undefined
  return `${runId}/${place}`
}
