import Anthropic from '@anthropic-ai/sdk'
import { createAgent } from '../../../../src/agent/agent.ts'
import { anthropic } from '../../../../src/anthropic.ts'
import type { TraceLine } from '../../../../src/observe/trace/line.ts'
import {
  createModelServer,
  type ScriptedCall,
  type ScriptedTurn,
} from '../../../../src/testing/index.ts'
import { createEngine } from '../../../../src/turn/engine.ts'
import { sleep, systemClock } from '../../../../src/util/clock.ts'
import { supportTools } from './tools.ts'
import { traced } from './traced.ts'

const call = (name: string, ms: number, input: object = {}): ScriptedCall => ({
  name,
  input: { ...input, ms },
})
const [ada, bob] = ['1234', '77']

/** What the model says, turn by turn: reads side by side, a retry, a hedge, conflicts, a refusal, a time-out, an approval. */
const turns: readonly ScriptedTurn[] = [
  {
    thinking: 'The customer is known by id; orders and tickets can be read at once.',
    text: 'Let me look at the customer, her orders and her tickets.',
    calls: [
      call('get_customer', 420, { id: ada }),
      call('list_orders', 780, { id: ada }),
      call('get_tickets', 330, { id: ada }),
      call('search_docs', 500, { query: 'refund policy' }),
    ],
  },
  {
    text: 'Her last orders in detail.',
    calls: [0, 1, 2, 3, 4, 5].map((at) => call('get_order', 450 + at * 90, { id: `${ada}-${at}` })),
  },
  {
    calls: [
      call('search_docs', 380, { query: 'partial refund' }),
      call('search_docs', 410, { query: 'goodwill' }),
    ],
  },
  {
    calls: [
      call('search_docs', 400, { query: 'chargeback' }),
      call('read_file', 120, { path: 'policies/refunds.md' }),
    ],
  },
  {
    text: 'The policy has a gap. I will note it, and read it again.',
    calls: [
      call('edit_file', 540, { path: 'policies/refunds.md' }),
      call('read_file', 160, { path: 'policies/refunds.md' }),
      call('edit_file', 380, { path: 'policies/goodwill.md' }),
      call('read_file', 140, { path: 'policies/goodwill.md' }),
    ],
  },
  { calls: [call('get_customer', 300, { id: bob })] },
  { calls: [call('list_orders', 520, { id: bob })] },
  {
    text: 'The refund needs somebody to say yes.',
    calls: [call('refund', 640, { id: ada }), call('get_tickets', 280, { id: ada })],
  },
  {
    calls: [
      call('render_report', 5_000),
      call('read_file', 200, { path: 'templates/mail.md' }),
      call('search_docs', 420, { query: 'tone' }),
    ],
  },
  { text: 'Now the mail.', calls: [call('send_mail', 460, { id: ada })] },
  { calls: [call('look_up_everything', 100), call('edit_file', 400, { path: 'notes/ada.md' })] },
  {
    text: 'Ada was refunded 129.50 EUR for order 1234-0. The mail to her was refused by her server: please call her. I noted the gap in the refund policy.',
  },
]

export interface RecordOptions {
  /** By how much everything is quicker than in life. */
  readonly speed: number
  readonly onLine?: (line: TraceLine) => void
}

/** The lines of a run of twelve turns: a real agent and engine, against a scripted model behind HTTP. */
export async function recordedRun({ speed, onLine }: RecordOptions): Promise<TraceLine[]> {
  const pace = { firstTokenMs: 420 / speed, tokensPerSecond: 90 * speed }
  const server = await createModelServer({ script: turns, pace })
  const clock = systemClock
  const engine = createEngine({
    tools: supportTools(speed),
    concurrency: 8,
    limits: { crm: { concurrency: 3 } },
    approve: async () => {
      await sleep(clock, 900 / speed)
      return 'allow' as const
    },
  })
  const client = new Anthropic({ apiKey: 'none', baseURL: server.anthropicBaseURL, maxRetries: 0 })
  const agent = createAgent({
    engine,
    model: anthropic.model(client, { model: 'scripted', max_tokens: 1_000 }),
  })
  const lines: TraceLine[] = []
  const push = (line: TraceLine): void => {
    // As it comes from a file.
    const read = JSON.parse(JSON.stringify(line)) as TraceLine
    lines.push(read)
    onLine?.(read)
  }
  const question =
    'Ada (customer 1234) asks for a refund of her last order. Check it, refund it, tell her, and note what our policy lacks.'
  try {
    push({
      type: 'trace',
      version: 1,
      id: 'run_7c1f',
      of: 'run',
      startedAtMs: 1_780_000_000_000,
      model: 'scripted',
      question,
    })
    const run = agent.run(question)
    let atMs = 0
    for await (const event of run) {
      push(traced(event, speed))
      atMs = event.atMs * speed
    }
    const { outcome, warnings } = await run.result
    push({ type: 'end', atMs, outcome, warnings })
  } finally {
    await server.close()
  }
  return lines
}
