/** What a guard with a journal does in graphs that ask people, hand over, and run graphs inside: for a test of the project. */
import './resolve.ts'
import { AIMessage, HumanMessage, ToolMessage, type BaseMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import {
  Command,
  END,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from '@langchain/langgraph'
import { ToolNode } from '@langchain/langgraph/prebuilt'
import { z } from 'zod'
import { createEngine, memoryJournal, type Journal } from '../src/index.ts'
import { guard, type GuardRules } from '../src/langchain.ts'

type Body = (given: object, config: { readonly toolCallId?: string }) => unknown

const schema = z.object({ n: z.number().optional() })

interface Told {
  readonly question: unknown
  /** What the model was told of each call. */
  readonly told: string[]
  readonly ids: string[]
}

interface GraphOptions {
  readonly journal?: Journal
  /** The calls; default: one of each tool. */
  readonly names?: readonly string[]
}

/** A graph whose first message calls these tools, by name. */
class Graph {
  readonly #saver = new MemorySaver()
  readonly #journal: Journal | undefined
  readonly #names: readonly string[]
  readonly #bodies: Readonly<Record<string, Body>>
  readonly #rules: Readonly<Record<string, GuardRules>>

  constructor(
    bodies: Readonly<Record<string, Body>>,
    rules: Readonly<Record<string, GuardRules>> = {},
    { journal, names }: GraphOptions = { journal: memoryJournal() },
  ) {
    this.#journal = journal
    this.#names = names ?? Object.keys(bodies)
    this.#bodies = bodies
    this.#rules = rules
  }

  /** Goes on as a new process does: of the last one only the checkpoints and the journal are left. */
  async run(input: unknown): Promise<Told> {
    const tools = Object.entries(this.#bodies).map(([name, body]) =>
      tool(async (given, config) => body(given, config as never), {
        name,
        description: name,
        schema,
      }),
    )
    const engine = createEngine({ tools: [], journal: this.#journal })
    const tool_calls = this.#names.map((name, n) => ({ id: `${n}`, name, args: { n: 1 } }))
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('agent', ({ messages }) => ({
        messages: [new AIMessage(messages.length === 1 ? { content: '', tool_calls } : 'done')],
      }))
      .addNode('tools', new ToolNode(guard.tools(engine, tools, this.#rules as never)))
      .addEdge(START, 'agent')
      .addConditionalEdges('agent', ({ messages }) => (messages.length === 2 ? 'tools' : END))
      .addEdge('tools', 'agent')
      .compile({ checkpointer: this.#saver })
    const state = await graph.invoke(input as never, { configurable: { thread_id: 't' } })
    const asked = state as { __interrupt__?: readonly { readonly value?: unknown }[] }
    const messages = state.messages.filter(ToolMessage.isInstance)
    return {
      question: asked['__interrupt__']?.[0]?.value,
      told: messages.map(({ text }) => text),
      ids: messages.map(
        (message) => (message.toDict().data as { tool_call_id?: string }).tool_call_id ?? '',
      ),
    }
  }
}

const hello = { messages: [new HumanMessage('Go.')] }
const resume = (answer: string): Command => new Command({ resume: answer })

/** Two calls of one message ask, one after the other; each is to have the answer to its own question. */
export async function twoQuestions(): Promise<string[]> {
  const ask = (name: string) => (): string => `${name}: ${String(interrupt(`${name}?`))}`
  const graph = new Graph({ first: ask('first'), second: ask('second') })
  await graph.run(hello)
  await graph.run(resume('one'))
  return (await graph.run(resume('two'))).told
}

/** The first fails once it has its answer, which is nobody else's all the same. */
export async function failsOnceAnswered(): Promise<string[]> {
  const first = (): never => {
    throw new Error(`declined: ${String(interrupt('first?'))}`)
  }
  const graph = new Graph({ first, second: () => `second: ${String(interrupt('second?'))}` })
  await graph.run(hello)
  await graph.run(resume('one'))
  return (await graph.run(resume('two'))).told
}

/** A call is tried again after it has asked: it has its answer, and does not ask twice. */
export async function triedAgain(): Promise<readonly [string[], number]> {
  let attempts = 0
  const ask = (): string => {
    const answer = String(interrupt('ask?'))
    attempts += 1
    if (attempts === 1) throw Object.assign(new Error('busy'), { status: 503 })
    return `ask: ${answer}`
  }
  const graph = new Graph({ ask }, { ask: { retries: 2, idempotent: true } }, {})
  await graph.run(hello)
  const { told } = await graph.run(resume('one'))
  return [told, attempts]
}

/** Commands and messages that tools return, given again by the journal because a later call of the message asks. */
export async function commandsAndMessages(): Promise<readonly [string[], number]> {
  let ran = 0
  const message = (text: string, id = ''): ToolMessage =>
    new ToolMessage({ content: text, tool_call_id: id, artifact: { big: [1] } })
  const graph = new Graph({
    command: (_, { toolCallId = '' }) => {
      ran += 1
      return new Command({ update: { messages: [message('commanded', toolCallId)] } })
    },
    message: (_, { toolCallId = '' }) => {
      ran += 1
      return message('said', toolCallId)
    },
    data: () => {
      ran += 1
      return { some: ['data'] }
    },
    ask: () => `asked: ${String(interrupt('ask?'))}`,
  })
  await graph.run(hello)
  const { told } = await graph.run(resume('one'))
  return [told, ran]
}

/** Two calls run a graph each, which keeps its conversation under the number that it has in the task. */
export async function graphsInside(): Promise<string[]> {
  const inner = (name: string): Body => {
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('one', ({ messages }) => {
        const heard = messages.map((each: BaseMessage) => each.text).join('+')
        return {
          messages: [
            new AIMessage(
              name === 'second' ? `${heard}!${String(interrupt('go on?'))}` : `${heard}!`,
            ),
          ],
        }
      })
      .addEdge(START, 'one')
      .addEdge('one', END)
      .compile()
    return async () => {
      const { messages } = await graph.invoke({ messages: [new HumanMessage(name)] })
      return messages.map((each: BaseMessage) => each.text).join(' > ')
    }
  }
  const graph = new Graph({ first: inner('first'), second: inner('second') })
  await graph.run(hello)
  return (await graph.run(resume('yes'))).told
}

/** Two calls ask for the same, and one runs for both: each has a message that names it. */
export async function sharedMessage(): Promise<readonly [string[], number]> {
  let ran = 0
  const look: Body = (_, { toolCallId = '' }) => {
    ran += 1
    return new ToolMessage({ content: 'seen', tool_call_id: toolCallId })
  }
  const rules = { look: { reads: [], coalesce: true } }
  const graph = new Graph({ look }, rules, { journal: memoryJournal(), names: ['look', 'look'] })
  const { ids } = await graph.run(hello)
  return [ids, ran]
}
