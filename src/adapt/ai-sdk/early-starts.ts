import type { ToolCall } from '../../call/call.ts'
import { isRecord } from '../../util/is-record.ts'
import { unlessMcpError } from '../error-result.ts'
import type { GuardedTool } from './guarded-tools.ts'
import { StepCall, type ExecutionOptions } from './guarded-tools.ts'
import { checked } from './input-check.ts'

/** A call whose arguments are coming. */
interface Coming {
  readonly id: string
  readonly name: string
  text: string
}

/** What this looks at of a part of a model's stream; the same in versions 2 to 4 of the specification. */
interface StreamPart {
  readonly type: string
  readonly id?: string
  readonly toolCallId?: string
  readonly toolName?: string
  readonly delta?: string
  readonly input?: unknown
  readonly inputEncoding?: string
  readonly providerExecuted?: boolean
}

/** What the AI SDK asked the model. */
export interface StreamOptions {
  readonly prompt: readonly unknown[]
  /** Those that the model may call, which are fewer with `activeTools`. */
  readonly tools?: readonly { readonly name: string }[] | undefined
  readonly toolChoice?: { readonly type: string } | undefined
  readonly abortSignal?: AbortSignal | undefined
}

/**
 * Starts calls of one message while it is coming: each once the model has moved on to the next block, if it changes nothing and no
 * call before it is to change what it reads. Of the others the AI SDK makes something once the message is complete.
 */
export class EarlyStarts {
  readonly #guardedTool: (name: string) => GuardedTool | undefined
  /** Whether it is asked outside of the tool if its calls may run. */
  readonly #isAsked: (name: string) => boolean
  readonly #options: StreamOptions
  /** The ids of the message's calls so far. */
  readonly #ids = new Set<string>()
  /** Those of them that a later one may have to wait for, in their order: what only reads waits for nothing that does, too. */
  readonly #calls: ToolCall[] = []
  readonly #started = new Map<string, { readonly text: string; readonly drop: () => void }>()
  #coming: Coming | undefined
  /** A call came of which it is not known what it does. */
  #isUnplanned = false

  constructor(
    guardedTool: (name: string) => GuardedTool | undefined,
    isAsked: (name: string) => boolean,
    options: StreamOptions,
  ) {
    this.#guardedTool = guardedTool
    this.#isAsked = isAsked
    this.#options = options
  }

  /** Looks at the next part of the stream. */
  take(part: unknown): void {
    if (!isRecord(part)) return
    const {
      type,
      id = '',
      toolCallId = '',
      toolName: name = '',
      ...rest
    } = part as unknown as StreamPart
    if (rest.providerExecuted === true) return
    if (type === 'tool-input-start') {
      this.#moveOn()
      if (rest.inputEncoding === 'text') this.#isUnplanned = true
      this.#coming = { id, name, text: '' }
    } else if (type === 'tool-input-delta') {
      if (this.#coming?.id === id) this.#coming.text += rest.delta ?? ''
    } else if (type === 'tool-call') this.#complete(toolCallId, name, rest.input)
    else if (type === 'text-start' || type === 'reasoning-start') this.#moveOn()
    else if (type === 'error') this.drop()
  }

  /** The message broke off: nobody will ask for what was started. */
  drop(): void {
    for (const { drop } of this.#started.values()) drop()
    this.#started.clear()
    this.#coming = undefined
  }

  /** The whole call, which for some providers comes only at the message's end. */
  #complete(id: string, name: string, input: unknown): void {
    const text = typeof input === 'string' ? input : JSON.stringify(input)
    const started = this.#started.get(id)
    // The arguments are others than those that came piece by piece.
    if (started !== undefined && started.text !== text) started.drop()
    if (this.#coming?.id === id) this.#coming.text = text
    else if (started === undefined && !this.#ids.has(id)) {
      this.#moveOn()
      this.#coming = { id, name, text }
    }
  }

  /** The call that was coming is complete: the model is at its next block. */
  #moveOn(): void {
    const call = this.#coming
    this.#coming = undefined
    if (call === undefined) return
    const guarded = this.#guardedTool(call.name)
    const input = guarded && checked(guarded.tool.inputSchema, call.text)
    if (guarded === undefined || input === undefined) {
      // Tools that are not guarded are in no order with others.
      this.#isUnplanned ||= guarded !== undefined
      return
    }
    const made = { id: call.id, name: call.name, input: input.value }
    this.#ids.add(call.id)
    // Once nothing starts any more it need not be known what it would wait for.
    if (this.#isUnplanned) return
    const planned = guarded.guarded.explain([made]).calls[0]
    if (planned?.runs !== true || !planned.startsEarly) this.#calls.push(made)
    else if (this.#mayStart(guarded, call) && this.#waitsForNothing(guarded, made))
      this.#start(guarded, call, input.value)
  }

  #mayStart({ tool, early }: GuardedTool, { id, name }: Coming): boolean {
    // A call of what the model was not to call the AI SDK refuses.
    const { tools = [], toolChoice } = this.#options
    if (toolChoice?.type === 'none' || !tools.some((offered) => offered.name === name)) return false
    if (this.#isAsked(name)) return false
    // The AI SDK asks people itself, and makes the context of a tool that has a schema for it.
    return !tool.needsApproval && tool.contextSchema === undefined && early.knows(id)
  }

  #waitsForNothing({ guarded }: GuardedTool, call: ToolCall): boolean {
    if (this.#calls.length === 0) return true
    return guarded.explain([...this.#calls, call]).calls.at(-1)?.waitsFor.length === 0
  }

  #start(tool: GuardedTool, { id, name, text }: Coming, input: unknown): void {
    const { prompt: messages, abortSignal: around } = this.#options
    tool.early.start(id, name, input, (signal) => {
      const abortSignal = around === undefined ? signal : AbortSignal.any([signal, around])
      const options = { toolCallId: id, messages, abortSignal }
      const run = async (given: unknown, own: ExecutionOptions): Promise<unknown> =>
        unlessMcpError(await tool.tool.execute(given, own))
      const call = new StepCall(tool, input, options, run)
      return tool.guarded.step(this).runEarly(call, call.body, call.signal, tool.tool)
    })
    this.#started.set(id, { text, drop: () => tool.early.drop(id) })
  }
}
