/** One process of the agent: it begins the conversation, or goes on with it where the last process stopped. */
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { tool } from '@langchain/core/tools'
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph'
import { ToolNode, toolsCondition } from '@langchain/langgraph/prebuilt'
import { ChatOpenAI } from '@langchain/openai'
import { createEngine } from 'fanfold'
import { guard } from 'fanfold/langchain'
import { sqliteJournal } from 'fanfold/sqlite'
import { z } from 'zod'
// In place of your own checkpointer, as SqliteSaver or PostgresSaver.
import { FileSaver } from '../../frameworks/file-saver.ts'

const [how, folder = '', url] = process.argv.slice(2)
const schema = z.object({ order: z.number() })
/** What happens in the world. */
const happened = (what: string): void => appendFileSync(join(folder, 'ledger'), `${what}\n`)

const charge = tool(
  () => {
    happened('charge')
    return 'Charged 40 EUR.'
  },
  { name: 'charge', description: 'Charges the card of an order', schema },
)
const sendMail = tool(
  async () => {
    await sleep(500) // the mail server is slow
    happened('mail')
    const isFirst = !existsSync(join(folder, 'killed'))
    writeFileSync(join(folder, 'killed'), '')
    if (isFirst) {
      process.send?.('mailing') // and is killed before it hears that the mail is out
      await sleep(60_000)
    }
    return 'Sent.'
  },
  { name: 'send_mail', description: 'Mails the receipt of an order', schema },
)
const readAccount = tool(() => 'The balance is 160 EUR.', {
  name: 'read_account',
  description: 'Reads the account of an order',
  schema,
})
const tools = [charge, sendMail, readAccount]

/** The same tools. All that is new for the graph stands here. */
async function guarded(): Promise<typeof tools> {
  const journal = await sqliteJournal(join(folder, 'journal.db'))
  return guard.tools(createEngine({ tools: [], journal }), tools, {
    charge: { writes: ({ order }) => `order/${order}` },
    send_mail: { writes: ({ order }) => `order/${order}` },
    read_account: { reads: [] },
  })
}

const model = new ChatOpenAI({
  model: 'gpt-4o',
  apiKey: 'none',
  configuration: { baseURL: `${url}/v1` },
}).bindTools(tools)

const graph = new StateGraph(MessagesAnnotation)
  .addNode('agent', async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
  .addNode('tools', new ToolNode(how === 'alone' ? tools : await guarded()))
  .addEdge(START, 'agent')
  .addConditionalEdges('agent', toolsCondition, ['tools', END])
  .addEdge('tools', 'agent')
  .compile({ checkpointer: new FileSaver(join(folder, 'checkpoints.json')) })

const config = { configurable: { thread_id: 'order-17' } }
const { next } = await graph.getState(config)
const isBegun = next.length > 0
const { messages } = await graph.invoke(
  isBegun
    ? null
    : { messages: [{ role: 'user', content: 'Charge order 17, and mail the receipt.' }] },
  config,
)

const results = messages.filter((message) => message.type === 'tool')
const told = results.map(({ name, text }) => [name, text])
process.send?.(Object.fromEntries(told), undefined, {}, () => process.exit(0))
