import { signatureOf } from '../anthropic/signature.ts'
import type { Json } from '../format.ts'
import { asObject } from '../json.ts'
import type { Reply } from '../reply.ts'
import { inputItems } from './items.ts'

/** What a reply has to do with a program of the model's that OpenAI runs. */
export interface Program {
  /** The item with which a program ends that was waiting. */
  readonly ended?: Json | undefined
  /** The item with which a program begins. */
  readonly begun?: Json | undefined
  /** Who makes the reply's calls, if the model does not itself. */
  readonly caller?: Json | undefined
}

/** The program that waits for the results of its calls, if there is one. */
function waitingProgram(items: readonly Json[]): Json | undefined {
  const ended = new Set(
    items.filter(({ type }) => type === 'program_output').map((item) => item['call_id']),
  )
  return items.find(({ type, call_id: id }) => type === 'program' && !ended.has(id))
}

/** As in the SDK's types of items (`ResponseOutputItem.Program`, `ProgramOutput`). */
export function programOf({ id, code, stop }: Reply, body: Json): Program {
  const waiting = waitingProgram(inputItems(body['input']))
  const number = id.replace('resp_', '')
  const goesOn = waiting !== undefined && code === undefined && stop === 'calls'
  const call_id = `call_prog_${number}`
  const begun = code && { id: `prog_${number}`, type: 'program', call_id, code }
  const own = goesOn ? waiting : begun || undefined
  return {
    ended:
      waiting === undefined || goesOn
        ? undefined
        : {
            id: `progout_${number}`,
            type: 'program_output',
            call_id: waiting['call_id'],
            result: 'done',
            status: 'completed',
          },
    begun: begun ? { ...begun, fingerprint: signatureOf(begun.code) } : undefined,
    caller: own && { type: 'program', caller_id: asObject(own)['call_id'] },
  }
}
