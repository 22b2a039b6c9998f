import type { Json } from '../format.ts'
import { asObject, asString, isString, objects } from '../json.ts'
import type { Reply } from '../reply.ts'

/** What a reply has to do with code of the model's that runs in a container. */
export interface Code {
  /** The block with which code ends that was waiting. */
  readonly ended?: Json | undefined
  /** The block with which code begins. */
  readonly begun?: Json | undefined
  /** Who makes the reply's calls. */
  readonly caller: Json
  readonly container: Json | null
}

/** The block of code that waits for the results of its calls, if there is one. */
export function waitingCode(messages: readonly Json[]): Json | undefined {
  const blocks = messages.flatMap(({ content }) => objects(content))
  const ended = new Set(blocks.map((block) => block['tool_use_id']))
  return blocks.find(
    (block) =>
      block['type'] === 'server_tool_use' &&
      block['name'] === 'code_execution' &&
      !ended.has(block['id']),
  )
}

/** The type of the request's code execution tool, which its calls name as their caller. */
export function codeToolType({ tools }: Json): string | undefined {
  const types = objects(tools).map(({ type }) => asString(type))
  return types.find((type) => type.startsWith('code_execution_'))
}

/** https://platform.claude.com/docs/en/agents-and-tools/tool-use/programmatic-tool-calling */
export function codeOf({ id, code, stop }: Reply, body: Json): Code {
  const waiting = waitingCode(objects(body['messages']))
  const goesOn = waiting !== undefined && code === undefined && stop === 'calls'
  const begun =
    code === undefined
      ? undefined
      : {
          type: 'server_tool_use',
          id: `srvtoolu_${id.replace('msg_', '')}`,
          name: 'code_execution',
          input: { code },
        }
  const own = goesOn ? waiting : begun
  if (own === undefined && waiting === undefined)
    return { caller: { type: 'direct' }, container: null }
  const type = codeToolType(body) ?? 'code_execution_20260120'
  return {
    ended: waiting === undefined || goesOn ? undefined : resultOf(waiting),
    begun,
    caller: own === undefined ? { type: 'direct' } : { type, tool_id: own['id'] },
    container: { id: containerId(body) ?? `container_${id}`, expires_at: '2100-01-01T00:00:00Z' },
  }
}

/** The container that a request names. */
export function containerId({ container }: Json): string | undefined {
  const id = isString(container) ? container : asString(asObject(container)['id'])
  return id === '' ? undefined : id
}

function resultOf({ id }: Json): Json {
  const content = {
    type: 'code_execution_result',
    stdout: 'done',
    stderr: '',
    return_code: 0,
    content: [],
  }
  return { type: 'code_execution_tool_result', tool_use_id: id, content }
}
