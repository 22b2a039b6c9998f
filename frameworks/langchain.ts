import './resolve.ts'
import { join } from 'node:path'
import { tool } from '@langchain/core/tools'
import { Command, interrupt } from '@langchain/langgraph'
import { ChatOpenAI } from '@langchain/openai'
import { z } from 'zod'
import type { FrameworkEnd, FrameworkTask } from '../src/conformance.ts'
import { FileSaver } from './file-saver.ts'

/** What both drivers ask of a graph. */
export interface Graph {
  invoke(input: unknown, config: object): Promise<object>
  getState(config: object): Promise<{ readonly next: readonly string[] }>
}

export interface State {
  readonly messages: readonly { readonly text: string }[]
  readonly __interrupt__?: readonly { readonly value?: unknown }[]
}

/** The suite's tools, as LangChain's. */
export function toolsOf({ tools }: FrameworkTask) {
  return tools.map(({ name, execute }) =>
    tool((input, config) => execute(input, { signal: config.signal, ask: interrupt }), {
      name,
      description: name,
      schema: z.object({ n: z.number() }),
    }),
  )
}

export function modelOf({ baseUrl }: FrameworkTask): ChatOpenAI {
  return new ChatOpenAI({
    model: 'gpt-4o',
    apiKey: 'none',
    maxRetries: 0,
    configuration: { baseURL: `${baseUrl}/v1` },
  })
}

export function checkpointerOf({ thread }: FrameworkTask): { checkpointer?: FileSaver } {
  return thread === undefined ? {} : { checkpointer: new FileSaver(join(thread.dir, 'graph.json')) }
}

/** Begins a conversation, or goes on with the task's thread. */
export async function lead(
  graph: Graph,
  task: FrameworkTask,
  signal: AbortSignal | undefined,
  next: (messages: State['messages']) => Promise<unknown>,
): Promise<FrameworkEnd> {
  const { prompt, thread, answer } = task
  const config = {
    recursionLimit: 100,
    ...(signal !== undefined && { signal }),
    ...(thread !== undefined && { configurable: { thread_id: thread.id } }),
  }
  const begun = thread !== undefined && (await graph.getState(config)).next.length > 0
  const user = { messages: [{ role: 'user', content: prompt }] }
  const input = answer !== undefined ? new Command({ resume: answer }) : begun ? null : user
  const state = (await graph.invoke(input, config)) as State
  return {
    text: state.messages.at(-1)?.text,
    question: state['__interrupt__']?.[0]?.value,
    goOn: () => next(state.messages),
  }
}
