import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod'
import { anthropic } from '../src/anthropic.ts'
import { bullmq, createWorker } from '../src/bullmq.ts'
import { gemini } from '../src/gemini.ts'
import {
  createAgent,
  createEngine,
  memoryJournal,
  memorySharedKeys,
  tool,
  toolWithContext,
  type AnyTool,
  type Engine,
  type EngineOptions,
  type Model,
  type Tool,
  type ToolContext,
  type TurnOptions,
} from '../src/index.ts'
import { redisKeys } from '../src/redis.ts'
import { sqliteJournal } from '../src/sqlite.ts'
import { runConformance } from '../src/conformance.ts'
import { createModelServer, virtualClock } from '../src/testing/index.ts'

// What these tests check is that they compile, and that each line under a @ts-expect-error does not.

const execute = (): string => 'done'
const connection = 'redis://127.0.0.1:1'
declare const engine: Engine
declare const model: Model<{ role: string }>

/** Compiled, never called. */
const compiled: (() => unknown)[] = []
function compiles(what: string, code: () => unknown): void {
  test(what, () => {
    compiled.push(code)
    assert.equal(typeof code, 'function')
  })
}

compiles('an option that there is not is refused where it is written', () => {
  // @ts-expect-error: concurrency
  createEngine({ tools: [], concurency: 4 })
  // @ts-expect-error: concurrency, beside a function whose argument is inferred
  createEngine({ tools: [], concurency: 4, approve: ({ call }) => (call.name ? 'allow' : 'deny') })
  // @ts-expect-error: perSecond
  createEngine({ tools: [], limits: { crm: { perSecnd: 1 } } })
  // @ts-expect-error: writes
  tool({ name: 'edit', write: 'file', execute })
  // @ts-expect-error: quantile
  tool({ name: 'look', reads: [], hedge: { quantil: 0.9 }, execute })
  // @ts-expect-error: exportName
  tool({ name: 'burn', runsIn: 'thread', module: 'file:///a.ts', export: 'burn' })
  // @ts-expect-error: what the module exports is run
  tool({ name: 'burn', runsIn: 'thread', module: 'file:///a.ts', execute })
  // @ts-expect-error: maxTurns
  createAgent({ engine, model, maxSteps: 4 })
})

compiles('and where it comes from a variable', () => {
  const engineOptions = { tools: [], concurency: 4 }
  // @ts-expect-error: concurrency
  createEngine(engineOptions)
  const definition = { name: 'edit', write: 'file', execute }
  // @ts-expect-error: writes
  tool(definition)
  const inThread = { name: 'burn', runsIn: 'thread', module: 'file:///a.ts', export: 'b' } as const
  // @ts-expect-error: exportName
  tool(inThread)
  const agentOptions = { engine, model, maxSteps: 4 }
  // @ts-expect-error: maxTurns
  createAgent(agentOptions)
  const turnOptions = { id: 't', deadline: 5 }
  // @ts-expect-error: deadlineMs
  engine.turn(turnOptions)
  // @ts-expect-error: deadlineMs
  void engine.execute([], turnOptions)
  const addOptions = { signal: undefined, abort: 1 }
  // @ts-expect-error: signal
  void engine.turn().add({ id: 'c', name: 'n', input: {} }, addOptions)
  const planOptions = { references: true, refs: true }
  // @ts-expect-error: references
  engine.explain([], planOptions)
  const agent = createAgent({ engine, model })
  // @ts-expect-error: deadlineMs
  agent.run('Hi', turnOptions)
  // @ts-expect-error: an id is what is resumed
  agent.resume('r', { id: 'r' })
  // @ts-expect-error: deadlineMs
  void anthropic.answer(engine, {}, turnOptions)
  const forModel = { modell: 'gemini' }
  // @ts-expect-error: model
  gemini.results([], forModel)
  // @ts-expect-error: model
  void gemini.answer(engine, {}, forModel)
  const redisOptions = { connection, ttl: 5 }
  // @ts-expect-error: ttlMs
  redisKeys(redisOptions)
  // @ts-expect-error: leaseMs
  bullmq(redisOptions)
  const workerOptions = { ...redisOptions, tools: [] }
  // @ts-expect-error: lockMs
  void createWorker(workerOptions)
  const pollOptions = { poll: 5 }
  // @ts-expect-error: pollMs
  void sqliteJournal('a.db', pollOptions)
  // @ts-expect-error: seed
  virtualClock(pollOptions)
  const serverOptions = { script: [], ports: 1 }
  // @ts-expect-error: port
  void createModelServer(serverOptions)
  const conformanceOptions = { dir: '.', seeds: 1 }
  // @ts-expect-error: seed
  void runConformance(conformanceOptions)
  // @ts-expect-error: it has none
  memoryJournal(pollOptions)
  // @ts-expect-error: it has none
  memorySharedKeys(pollOptions)
})

compiles('undefined is absent', () => {
  createEngine({
    tools: [],
    concurrency: undefined,
    approve: undefined,
    threads: { maxThreads: undefined },
  })
  tool({ name: 'look', description: undefined, inputSchema: undefined, reads: undefined, execute })
  tool({ name: 'look', reads: [], breaker: { openMs: undefined }, execute })
  createAgent({ engine, model, instructions: undefined, maxTurns: undefined })
  engine.turn({ signal: undefined, open: undefined, adopt: undefined })
  void anthropic.answer(engine, {}, { onText: undefined, deadlineMs: undefined })
  redisKeys({ connection, ttlMs: undefined })
  virtualClock({ seed: undefined })
  // @ts-expect-error: what is needed is
  createEngine({ tools: undefined })
})

compiles('a tool knows its input by its schema, in every function', () => {
  const edit = tool({
    name: 'edit',
    inputSchema: z.object({ path: z.string(), size: z.number().default(1) }),
    writes: ({ path }) => `file/${path.trim()}`,
    coalesce: { scope: ({ path }) => path },
    cache: { ttlMs: 5, scope: ({ size }) => size.toFixed() },
    needsApproval: async ({ size }) => size > 5,
    execute: async ({ path, size }, { signal, callId }) => {
      signal.throwIfAborted()
      return { path: path.toUpperCase(), size: size.toFixed(), callId }
    },
  })
  const input: Parameters<typeof edit.execute>[0] = { path: 'a', size: 1 }
  const output: Promise<{ path: string; size: string; callId: string }> | object = edit.execute(
    input,
    {} as never,
  )
  void output
  tool({
    name: 'edit',
    inputSchema: z.object({ path: z.string() }),
    // @ts-expect-error: there is no such property in the input
    writes: ({ file }) => String(file),
    execute,
  })
  // @ts-expect-error: a string is neither
  tool({ name: 'pay', needsApproval: 'yes', execute })
  const withRest = (rest: object): unknown => tool({ name: 'edit', execute, ...rest })
  void withRest
})

compiles('functions among the options know what they are given', () => {
  createEngine({
    tools: [],
    approve: ({ call, signal }) =>
      signal.aborted ? 'deny' : call.name === 'pay' ? 'wait' : 'allow',
    onEvent: (event) => event.type.length,
    aroundAttempt: ({ name, attempt }, run) => [name.length, attempt.toFixed(), run()],
  })
  engine.turn({ onEvent: (event) => event.type.length })
  void anthropic.answer(
    engine,
    {},
    { onText: (text) => text.trim(), onMessage: ({ stop }) => stop.kind },
  )
  redisKeys({ connection, onError: (error) => error.message })
  const agent = createAgent({ engine, model })
  agent.run([{ role: 'user' }])
  // @ts-expect-error: its messages are those of its model
  agent.run([{ text: 'Hi' }])
})

compiles('options of a wider type are taken as they are', () => {
  const make = (some: Partial<EngineOptions>): Engine => createEngine({ tools: [], ...some })
  const begin = (some?: TurnOptions): unknown => engine.turn(some)
  const given: EngineOptions = { tools: [] }
  const of = <T extends EngineOptions>(some: T): Engine => createEngine(some)
  void [make, begin, of, createEngine(given)]
})

interface App {
  readonly user: string
  readonly db: { get(id: string): string }
}
declare const app: App
const calls = [{ id: 'c', name: 'find', input: {} }]
const appTool = toolWithContext<App>()
const find = appTool({
  name: 'find',
  inputSchema: z.object({ id: z.string() }),
  reads: ({ id }, { context }) => `row/${context.user}/${id.trim()}`,
  needsApproval: (_, { context }) => context.user === 'root',
  coalesce: { scope: (_, { context }) => context.user },
  cache: { ttlMs: 5, scope: ({ id }, { context }) => context.user + id },
  execute: ({ id }, { context, signal }) => (signal.aborted ? '' : context.db.get(id)),
})
const plain = tool({ name: 'plain', reads: ({ id }) => String(id), execute })

compiles('a tool knows the type of its context, in every function', () => {
  const output: Tool<{ id: string }, string, App> = find
  tool({
    name: 'annotated',
    inputSchema: z.object({ id: z.string() }),
    execute: ({ id }, { context }: ToolContext<App>) => context.db.get(id),
  }) satisfies typeof find
  appTool({
    name: 'find',
    // @ts-expect-error: there is no such property in the context
    execute: (_, { context }) => context.tenant,
  })
  tool({
    name: 'untyped',
    // @ts-expect-error: nothing is known of the context
    execute: (_, { context }) => context.user,
  })
  // @ts-expect-error: reads
  appTool({ name: 'find', read: 'row', execute })
  return output
})

compiles('an engine whose tools need a context requires it, of that type', () => {
  const needs = createEngine({
    tools: [find, plain],
    approve: ({ call, context }) => (context.db.get(call.id) ? 'allow' : 'deny'),
    aroundAttempt: ({ context }, run) => [context.user, run()],
  })
  void needs.execute(calls, { context: app, onEvent: (event) => event.type })
  needs.turn({ context: app }).commit()
  needs.explain(calls, { context: app })
  // @ts-expect-error: context
  void needs.execute(calls)
  // @ts-expect-error: context
  void needs.execute(calls, { id: 't' })
  // @ts-expect-error: db
  void needs.execute(calls, { context: { user: 'ann' } })
  // @ts-expect-error: context
  needs.turn()
  // @ts-expect-error: context
  needs.explain(calls)
  // @ts-expect-error: context
  void engine.with([find]).execute(calls)
  // @ts-expect-error: deadlineMs, beside a context
  void needs.execute(calls, { context: app, deadline: 5 })
  const agent = createAgent({ engine: needs, model })
  agent.run('Hi', { context: app })
  agent.resume('r', { context: app, deadlineMs: 5 })
  // @ts-expect-error: context
  agent.run('Hi')
  // @ts-expect-error: context
  agent.resume('r')
  // @ts-expect-error: context
  void agent.resumeAll()
  void anthropic.answer(needs, {}, { context: app })
  // @ts-expect-error: context
  void anthropic.answer(needs, {})
  anthropic.tools(needs)
  const any: Engine = needs
  return any
})

compiles('what several tools need is needed together', () => {
  const flag = toolWithContext<{ readonly flag: boolean }>()
  const check = flag({ name: 'check', execute: (_, { context }) => context.flag })
  const both = createEngine({ tools: [find, check, plain] })
  void both.execute(calls, { context: { ...app, flag: true } })
  // @ts-expect-error: flag
  void both.execute(calls, { context: app })
})

compiles('without a typed tool nothing is required', () => {
  void createEngine({ tools: [plain] }).execute(calls)
  void createEngine({ tools: [plain] }).execute(calls, { context: app })
  const unknown: AnyTool[] = [find, plain]
  void createEngine({ tools: unknown }).execute(calls)
  const optional = toolWithContext<App | undefined>()
  const maybe = optional({ name: 'maybe', execute: (_, { context }) => context?.user })
  void createEngine({ tools: [maybe] }).execute(calls)
})
