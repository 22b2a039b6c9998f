import type { Api, Contestant } from '../../contest.ts'
import type { FaultCase } from './case.ts'
import { inputOf } from './scripted-input.ts'

/** Wire formats whose messages hold arguments as JSON objects, so that nothing else can come. */
const holdsObjects = (api: Api, stream: boolean): boolean =>
  api === 'gemini' || (api === 'anthropic' && !stream)

/** Streamed, where a library streams; in the first of its wire formats in which the fault can come. */
export function wayOf(
  contestant: Contestant,
  fault: FaultCase,
): { api: Api; stream: boolean } | undefined {
  const stream = !contestant.lacks.includes('stream')
  const isText = fault.calls.some((call) => inputOf(call) === undefined)
  const api = contestant.apis.find((one) => !isText || !holdsObjects(one, stream))
  return api && { api, stream }
}
