import { isRecord } from '../util/is-record.ts'
import { parsed } from './leaves.ts'

/** A tool and what it was given. */
export interface InnerCall {
  readonly name: string
  readonly input: unknown
  /** Where the tool comes from, if the call says so. */
  readonly server?: string | undefined
  /** What else the call says: the names of the tool and of the server. */
  readonly around?: object | undefined
}

const toolKey =
  /^(?:(?:tool|function|action|method|command|operation)_?name|tool|tool_?slug|function)$/i
const inputKey =
  /^(?:params?|parameters|arguments|args|input|inputs|payload|tool_?(?:input|args|arguments|params|parameters))$/i
const serverKey = /^(?:mcp_?)?(?:server|app|toolkit|namespace|provider)(?:_?(?:name|id))?$/i

/**
 * The call inside a call: of a tool that runs other tools, `{ tool_name, params }`, the one that it was to run. Any other as it
 * is.
 */
export function innerCall({ name, input }: InnerCall): InnerCall {
  if (!isRecord(input)) return { name, input }
  const keys = Object.keys(input)
  if (keys.length < 2 || keys.length > 6) return { name, input }
  const tool = keys.find((key) => toolKey.test(key))
  const given = keys.find((key) => inputKey.test(key))
  if (tool === undefined || given === undefined) return { name, input }
  const inner = input[tool]
  const params = typeof input[given] === 'string' ? parsed(input[given]) : input[given]
  if (typeof inner !== 'string' || inner === '' || !isRecord(params)) return { name, input }
  const server = keys.find((key) => serverKey.test(key))
  const from = server === undefined ? undefined : input[server]
  const around = { ...input, [given]: undefined }
  return { name: inner, input: params, around, ...(typeof from === 'string' && { server: from }) }
}
