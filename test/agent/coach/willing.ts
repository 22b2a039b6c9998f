import { tool, type AnyTool } from '../../../src/call/tool.ts'
import type { Script, ScriptedCall } from '../../../src/testing/index.ts'

/** What a model sees when it decides how many calls to put into its next message. */
export interface Seen {
  /** The whole request, as text. */
  readonly request: string
  /** How many lines of the coach are in it. */
  readonly lines: number
  /** How many messages with several calls it has made. */
  readonly batches: number
}

/** How many calls a model is willing to put into one message. */
export type Willing = (seen: Seen) => number

/** Ids as they stand in the question, so that none of them comes from a result. */
export const ids: readonly string[] = [
  'amber',
  'birch',
  'cedar',
  'dahlia',
  'elder',
  'fern',
  'ginkgo',
  'hazel',
  'iris',
  'juniper',
]
export const question = `Look up the plants ${ids.join(', ')}.`

const colours = [
  'red',
  'blue',
  'green',
  'white',
  'black',
  'grey',
  'pink',
  'brown',
  'gold',
  'violet',
]

/** Looks up one plant after the other, or as many at once as it is willing to, and then answers. */
export function lookups(willing: Willing, call = lookUp): Script {
  return ({ body }) => {
    const request = JSON.stringify(body)
    const left = ids.filter((_, at) => !request.includes(`The colour is ${colours[at]}.`))
    if (left.length === 0) return { text: 'Done.' }
    const most = willing({
      request,
      lines: request.split('needed nothing of each other').length - 1,
      batches: request.split('BATCH').length - 1,
    })
    const calls = left.slice(0, most).map(call)
    return calls.length > 1 ? { text: 'BATCH', calls } : { calls }
  }
}

function lookUp(plant: string): ScriptedCall {
  return { name: 'look_up', input: { plant } }
}

export function tools(): AnyTool[] {
  return [
    tool({
      name: 'look_up',
      description: 'Looks up a plant.',
      inputSchema: { type: 'object', properties: { plant: { type: 'string' } } },
      reads: ({ plant }) => `plants/${String(plant)}`,
      execute: ({ plant }) => `The colour is ${colours[ids.indexOf(String(plant))]}.`,
    }),
  ] as AnyTool[]
}

export const always: Willing = ({ lines }) => (lines > 0 ? ids.length : 1)
export const never: Willing = () => 1
/** After each line one message of three calls; then it falls back. */
export const onceALine: Willing = ({ lines, batches }) => (lines > batches ? 3 : 1)
