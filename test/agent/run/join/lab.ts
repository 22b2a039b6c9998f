import { createAgent } from '../../../../src/agent/agent.ts'
import type { Agent } from '../../../../src/agent/contract.ts'
import { tool, type AnyTool } from '../../../../src/call/tool.ts'
import { memoryJournal } from '../../../../src/journal/memory.ts'
import type { Script } from '../../../../src/testing/model-server/script.ts'
import { scriptedModel, type ScriptedModel } from '../../../../src/testing/scripted-model.ts'
import { virtualClock, type VirtualClock } from '../../../../src/testing/virtual-clock.ts'
import type { Engine } from '../../../../src/turn/contract.ts'
import { createEngine } from '../../../../src/turn/engine.ts'
import { sleep } from '../../../../src/util/clock.ts'
import type { ChatMessage } from '../../../../src/wire/openai-chat/message.ts'

export interface JoinLab {
  readonly clock: VirtualClock
  readonly engine: Engine
  readonly agent: Agent<ChatMessage>
  /** The same agent on another engine, on the same journal. */
  readonly other: { readonly engine: Engine; readonly agent: Agent<ChatMessage> }
  readonly model: ScriptedModel
  /** The calls that ran. */
  readonly ran: string[]
}

/** An agent whose `slow` takes so long, whatever its signal says, and whose `ask` is answered from outside. */
export function joinLab(script: Script, slowMs: number = 100): JoinLab {
  const clock = virtualClock()
  const journal = memoryJournal()
  const ran: string[] = []
  const slow = tool({
    name: 'slow',
    writes: 'x',
    execute: async () => {
      ran.push('slow')
      await sleep(clock, slowMs)
      return 'done slowly'
    },
  }) as AnyTool
  const model = scriptedModel({ script, clock })
  const make = () => {
    const tools = [slow, tool({ name: 'ask', runsIn: 'outside' }) as AnyTool]
    const engine = createEngine({ tools, clock, journal })
    return { engine, agent: createAgent({ engine, model }) }
  }
  return { clock, ...make(), other: make(), model, ran }
}
