/**
 * A customer lookup over two worker processes, one of which is killed in the middle of it (kill -9). What it was reading
 * is read again by the other one. The e-mail that it was sending is not sent again: nobody knows whether it went out, so the
 * model is told just that. Needs redis-server, or REDIS_URL.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Anthropic from '@anthropic-ai/sdk'
import { createAgent, createEngine, type TurnEvent } from 'fanfold'
import { anthropic } from 'fanfold/anthropic'
import { bullmq } from 'fanfold/bullmq'
import { sqliteJournal } from 'fanfold/sqlite'
import { startModel } from './model.ts'
import { howToHaveRedis, openRedis } from './redis.ts'
import * as tools from './tools.ts'
import { startWorker } from './worker.ts'

const folder = await mkdtemp(join(tmpdir(), 'fanfold-workers-'))
const outbox = join(folder, 'outbox')
const redis = await openRedis(folder).catch(async (error: NodeJS.ErrnoException) => {
  await rm(folder, { recursive: true })
  console.error(error.code === 'ENOENT' ? howToHaveRedis : error.message)
  process.exit(1)
})
const name = `example-${randomUUID()}`
const workers = await Promise.all(
  ['worker 1', 'worker 2'].map((worker) => startWorker(worker, redis.url, name, outbox)),
)
const queue = bullmq({ connection: redis.url, queue: name })
const journal = await sqliteJournal(join(folder, 'journal.db'))
const model = await startModel()
const client = new Anthropic({ baseURL: model.anthropicBaseURL, apiKey: 'none' })
const agent = createAgent({
  engine: createEngine({ tools: Object.values(tools), queue, journal }),
  model: anthropic.model(client, { model: 'claude-sonnet-5-5', max_tokens: 1024 }),
})

const run = agent.run('Who is customer 1234? And send them an e-mail.')
/** By call, the worker that runs it. */
const runs = new Map<string, (typeof workers)[number]>()
let killed = false
let turnId = ''
for await (const event of run) if (event.type === 'turn') follow(event.event)

function follow(event: TurnEvent): void {
  turnId = event.turnId
  if (event.type === 'call.progress') {
    const { pid } = event.progress as { readonly pid: number }
    const worker = workers.find((known) => known.pid === pid) as (typeof workers)[number]
    runs.set(event.name, worker)
    say(event.atMs, event.name, `runs on ${worker.name}`)
    killTheSender(event.atMs)
  }
  if (event.type === 'call.retrying')
    say(
      event.atMs,
      event.name,
      `lost with ${runs.get(event.name)?.name}: it only reads, and runs again`,
    )
  if (event.type === 'call.settled') {
    const { status, attempts } = event.result
    say(
      event.atMs,
      event.name,
      `${status}, from ${runs.get(event.name)?.name}, attempt ${attempts}`,
    )
    runs.delete(event.name)
  }
}

/** Kills the worker that sends the e-mail as soon as it has a lookup in its hands, too. */
function killTheSender(atMs: number): void {
  const sender = runs.get('send_email')
  const hands = [...runs].filter(([, worker]) => worker === sender).map(([call]) => call)
  if (killed || sender === undefined || hands.length < 2) return
  killed = true
  sender.kill()
  say(atMs, sender.name, `KILLED with ${hands.join(' and ')} in its hands`)
}

function say(atMs: number, who: string, what: string): void {
  console.log(`${atMs.toFixed(0).padStart(6)} ms  ${who.padEnd(12)}  ${what}`)
}

const { text } = await run.result
console.log(`\n${text}`)
// prints: it only reads, and runs again
// prints: Ada Lovelace has 7 orders and 2 open tickets. I cannot tell whether the e-mail went out.

const mails = (await readFile(outbox, 'utf8')).trim().split('\n')
console.log(`E-mails in the outbox: ${mails.length}`)
// prints: E-mails in the outbox: 1

const kept = await journal.turn(turnId)
for (const { name: call, result } of kept.values())
  console.log(`In the journal: ${call} ${result?.status}`)
// prints: In the journal: send_email unknown

for (const worker of workers) worker.kill()
await Promise.all([queue.close(), journal.close(), model.close()])
await redis.close()
await rm(folder, { recursive: true })
