import { createAgent } from '../../../src/agent/agent.ts'
import type { Agent, AgentOptions, Run } from '../../../src/agent/contract.ts'
import type { Model } from '../../../src/agent/model.ts'
import { tool, ToolError, type AnyTool, type ToolDefinition } from '../../../src/index.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import type { Journal } from '../../../src/journal/journal.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import type { EngineOptions } from '../../../src/turn/contract.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import type { AnthropicMessage } from '../../../src/wire/anthropic/message.ts'

export type Call = readonly [name: string, input?: object]

/** What the model says in each of its messages: calls, perhaps in a stream that breaks off. After the last it answers. */
export type Script = readonly (readonly Call[] | { readonly breaks: readonly Call[] })[]

export interface Scripted {
  readonly clock: VirtualClock
  readonly journal: Journal
  /** Which calls ran, by name and input. */
  readonly ran: string[]
  /** The messages of each request, as JSON. */
  readonly requests: string[]
  /** The names of the tools in each. */
  readonly offered: string[][]
  /** An agent, as another process makes it. */
  agent(options?: Partial<AgentOptions<AnthropicMessage>>): Agent<AnthropicMessage>
}

/** A tool whose name says what becomes of its calls. */
export function acting(
  name: string,
  act: (input: Record<string, unknown>) => unknown,
  options: Partial<ToolDefinition> = {},
): AnyTool {
  return tool({ name, ...options, execute: async (input) => act(input as never) }) as AnyTool
}

/** Fails in the same way whenever it is called. */
export function failing(name: string, options: Partial<ToolDefinition> = {}): AnyTool {
  const fail = (): never => {
    throw new ToolError(`${name} cannot.`)
  }
  return acting(name, fail, options)
}

/** The calls are certain, for another begins, and then it breaks off. */
async function* breaking(calls: readonly Call[], clock: VirtualClock): AsyncGenerator<object> {
  const message = { role: 'assistant', content: [], usage: { input_tokens: 100, output_tokens: 1 } }
  yield { type: 'message_start', message }
  for (const [index, [name, input = {}]] of [...calls, ['other'] as const].entries()) {
    const block = { type: 'tool_use', id: `broken.${index}`, name, input: {} }
    const delta = { type: 'input_json_delta', partial_json: JSON.stringify(input) }
    yield { type: 'content_block_start', index, content_block: block }
    yield { type: 'content_block_delta', index, delta }
    yield { type: 'content_block_stop', index }
  }
  await new Promise<void>((go) => void clock.setTimer(go, 10, undefined))
}

export function scripted(
  script: Script,
  tools: readonly AnyTool[],
  {
    messageMs = 0,
    usage = { input_tokens: 100, output_tokens: 10 },
    ...engineOptions
  }: Partial<EngineOptions> & { messageMs?: number; usage?: object | null } = {},
): Scripted {
  const clock = virtualClock()
  const journal = memoryJournal()
  const ran: string[] = []
  const requests: string[] = []
  const offered: string[][] = []
  const logged = tools.map((one) => {
    const { execute } = one as ToolDefinition
    if (execute === undefined || one.runsIn === 'outside') return one
    const run: ToolDefinition['execute'] = (input, context) => {
      ran.push(`${one.name} ${JSON.stringify(input)}`)
      return execute(input, context)
    }
    return tool({ ...(one as ToolDefinition), execute: run }) as AnyTool
  })
  let sent = 0
  const send: Model<AnthropicMessage>['send'] = async ({ messages, tools: sentTools }) => {
    offered.push(Array.from(sentTools, ({ name }) => name))
    requests.push(JSON.stringify(messages))
    if (messageMs > 0)
      await new Promise<void>((go) => void clock.setTimer(go, messageMs, undefined))
    const said = messages.filter(({ role }) => role === 'assistant').length
    const broken = script.slice(0, sent).filter((one) => 'breaks' in one).length
    sent += 1
    const message = script[said + broken] ?? []
    if ('breaks' in message) return breaking(message.breaks, clock)
    const content = message.map(([name, input = {}], n) => ({
      type: 'tool_use',
      id: `${said}.${n}`,
      name,
      input,
    }))
    if (content.length > 0) return { role: 'assistant', content, stop_reason: 'tool_use', usage }
    const text = [{ type: 'text', text: 'Done.' }]
    return { role: 'assistant', content: text, stop_reason: 'end_turn', usage }
  }
  const model = { name: 'm', codec: anthropicCodec, send }
  const agent: Scripted['agent'] = (options) => {
    const engine = createEngine({ tools: logged, clock, journal: { ...journal }, ...engineOptions })
    return createAgent<AnthropicMessage>({ engine, model, parallel: 'allow', ...options })
  }
  return { clock, journal, ran, requests, offered, agent }
}

/** Has a run suspended once a turn has its results. */
export async function suspendAfter(run: Run<unknown>, turn: number): Promise<void> {
  for await (const event of run)
    if (event.type === 'turn' && event.event.type === 'turn.settled' && event.turn === turn)
      run.suspend()
}
