import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { aiSdk, early, guard as aiSdkGuard } from '../src/ai-sdk.ts'
import { anthropic, guard as anthropicGuard, guardRunner } from '../src/anthropic.ts'
import { bedrock } from '../src/bedrock.ts'
import { AttemptLost, bullmq, createWorker } from '../src/bullmq.ts'
import { guard as claudeGuard } from '../src/claude-agent-sdk.ts'
import { cohere } from '../src/cohere.ts'
import { gemini } from '../src/gemini.ts'
import { createGuard, softStop } from '../src/guard.ts'
import * as fanfold from '../src/index.ts'
import { guard as langChainGuard } from '../src/langchain.ts'
import { guard as mastraGuard } from '../src/mastra.ts'
import { mcpTools } from '../src/mcp.ts'
import { ollama } from '../src/ollama.ts'
import {
  chromeTrace,
  journalTrace,
  makePage,
  parseTrace,
  renderTimeline,
  traceFile,
  traceRun,
} from '../src/observe.ts'
import { guard as agentsGuard, stopBehavior } from '../src/openai-agents.ts'
import { guard as openaiGuard, openai } from '../src/openai.ts'
import { observe } from '../src/otel.ts'
import { guard as piGuard, rule } from '../src/pi.ts'
import { redisKeys } from '../src/redis.ts'
import { sqliteJournal } from '../src/sqlite.ts'
import { runConformance, runGuardConformance } from '../src/conformance.ts'
import {
  createModelServer,
  scriptedModel,
  verifyEffects,
  virtualClock,
} from '../src/testing/index.ts'
import { fileOf } from './repo/files.ts'
import { listPath, type NameList } from './repo/public-name-list.ts'

const {
  UsageError,
  createAgent,
  createEngine,
  decide,
  memoryJournal,
  memorySharedKeys,
  tool,
  ToolError,
} = fanfold

/** A function that takes options, or an option that is made of some. */
interface Border {
  /** What the errors call their owner. */
  readonly owner: string
  /** The public type of the options, if it has a name. */
  readonly type?: string
  /** What is needed beside the options that are tried. */
  readonly needed?: Readonly<Record<string, unknown>>
  /** Options that take whatever they are given, or are checked elsewhere. */
  readonly free?: readonly string[]
  /** Options that take any number, also one that is none: a service's own word. */
  readonly anyNumber?: readonly string[]
  /** Options that would reach out of this process if all were right. */
  readonly reachesOut?: boolean
  use(options: never): unknown
}

const execute = (): string => 'done'
const reader = { name: 'look', reads: [], execute }
const engine = createEngine({ tools: [], journal: memoryJournal() })
const model = anthropic.model(async () => ({}), { model: 'm', max_tokens: 1 })
const agent = createAgent({ engine, model, streamRetries: 0 })
const connection = 'redis://127.0.0.1:1'
const directory = await mkdtemp(join(tmpdir(), 'options-'))
after(() => rm(directory, { recursive: true }))
let files = 0

const withTool = (options: object) => tool({ ...reader, ...options } as never)
const withEngine = (options: object) => createEngine({ tools: [], ...options })
const closing = async (opened: Promise<{ close(): Promise<void> }>) => (await opened).close()
const serve = (options: object) => closing(createModelServer({ script: [], ...options }))

const mcpClient = {
  callTool: () => {},
  listTools: () => ({ tools: [] }),
  getServerVersion: () => ({ name: 's' }),
  transport: {},
}
const runner = {
  params: { messages: [] },
  generateToolResponse: () => {},
  [Symbol.asyncIterator]: () => {},
}

const sdkModel = {
  specificationVersion: 'v4',
  provider: 'p',
  modelId: 'm',
  doGenerate: async () => ({}),
  doStream: async () => ({}),
}
const sdkTools = aiSdkGuard(engine, { look: { execute } })

const borders: readonly Border[] = [
  { owner: 'createEngine', type: 'EngineOptions', needed: { tools: [] }, use: createEngine },
  {
    owner: '`concurrency`',
    needed: { algorithm: 'aimd' },
    use: (concurrency) => withEngine({ concurrency }),
  },
  {
    owner: '`limits.crm`',
    type: 'LimitOptions',
    needed: { perSecond: 1 },
    use: (crm) => withEngine({ limits: { crm } }),
  },
  {
    owner: '`limits.crm.breaker`',
    type: 'BreakerOptions',
    use: (breaker) => withEngine({ limits: { crm: { breaker } } }),
  },
  {
    owner: '`retryBudget`',
    type: 'RetryBudgetOptions',
    use: (retryBudget) => withEngine({ retryBudget }),
  },
  {
    owner: 'decide',
    type: 'DecideOptions',
    needed: { decision: 'allow' },
    free: ['input'],
    use: (decided) => decide(memoryJournal(), { turnId: 't', callKey: 'c' }, decided),
  },
  { owner: '`threads`', type: 'ThreadOptions', use: (threads) => withEngine({ threads }) },
  {
    owner: 'a turn',
    type: 'TurnOptions',
    free: ['context'],
    use: (options) => engine.turn(options),
  },
  { owner: 'a turn', free: ['context'], use: (options) => engine.execute([], options) },
  {
    owner: 'turn.add',
    type: 'AddOptions',
    use: (options) => engine.turn().add({ id: 'c', name: 'none', input: {} }, options),
  },
  {
    owner: 'turn.suspend',
    type: 'SuspendOptions',
    use: (options) => engine.turn().suspend(options),
  },
  { owner: 'engine.suspend', use: (options) => createEngine({ tools: [] }).suspend(options) },
  {
    owner: 'engine.explain',
    type: 'PlanOptions',
    free: ['context'],
    use: (options) => engine.explain([], options),
  },
  {
    owner: 'tool "look"',
    type: 'ToolOptions',
    needed: reader,
    // Of a tool that runs in a thread, and of no other.
    free: ['module', 'exportName'],
    use: tool,
  },
  { owner: '`hedge` of tool "look"', type: 'HedgeOptions', use: (hedge) => withTool({ hedge }) },
  { owner: '`breaker` of tool "look"', use: (breaker) => withTool({ breaker }) },
  {
    owner: '`coalesce` of tool "look"',
    type: 'CoalesceOptions',
    use: (coalesce) => withTool({ coalesce }),
  },
  {
    owner: '`cache` of tool "look"',
    type: 'CacheOptions',
    needed: { ttlMs: 1 },
    use: (cache) => withTool({ cache }),
  },
  {
    owner: 'a ToolError',
    type: 'ToolErrorOptions',
    free: ['cause'],
    anyNumber: ['retryAfterMs'],
    use: (options) => new ToolError('no', options),
  },
  {
    owner: 'an AttemptLost',
    type: 'AttemptLostOptions',
    needed: { started: true },
    free: ['cause'],
    use: (options) => new AttemptLost('lost', options),
  },
  { owner: 'createAgent', type: 'AgentOptions', needed: { engine, model }, use: createAgent },
  {
    owner: 'agent.run',
    type: 'RunOptions',
    free: ['context'],
    use: (options) => agent.run('Hi', options).result,
  },
  {
    owner: 'agent.resume',
    free: ['context'],
    use: (options) => agent.resume('r', options).result,
  },
  { owner: 'agent.resumeAll', free: ['context'], use: (options) => agent.resumeAll(options) },
  { owner: 'run.suspend', use: (options) => agent.run('Hi').suspend(options) },
  { owner: 'memoryJournal', use: memoryJournal },
  {
    owner: 'journal.prune',
    needed: { beforeMs: 1 },
    use: (options) => memoryJournal().prune(options),
  },
  { owner: 'memorySharedKeys', use: memorySharedKeys },
  {
    owner: 'sqliteJournal',
    type: 'SqliteJournalOptions',
    use: (options) => closing(sqliteJournal(join(directory, `${(files += 1)}.db`), options)),
  },
  { owner: 'bullmq', type: 'QueueExecutorOptions', needed: { connection }, use: bullmq },
  {
    owner: 'createWorker',
    type: 'WorkerOptions',
    needed: { connection, tools: [] },
    reachesOut: true,
    use: createWorker,
  },
  { owner: 'redisKeys', type: 'RedisKeysOptions', needed: { connection }, use: redisKeys },
  { owner: 'virtualClock', type: 'VirtualClockOptions', use: virtualClock },
  {
    owner: 'scriptedModel',
    type: 'ScriptedModelOptions',
    needed: { script: [] },
    use: (options) => scriptedModel(options),
  },
  {
    owner: 'createModelServer',
    type: 'ModelServerOptions',
    needed: { script: [] },
    use: (options) => closing(createModelServer(options)),
  },
  { owner: '`pace`', use: (pace) => serve({ pace }) },
  {
    owner: '`script[0]`',
    needed: { text: 'Hi' },
    free: ['times'],
    use: (turn) => serve({ script: [turn] }),
  },
  {
    owner: 'traceFile',
    type: 'TraceFileOptions',
    use: (options) => traceFile(join(directory, 'trace.jsonl'), options).close(),
  },
  {
    owner: 'traceRun',
    use: (options) => traceRun(agent.run('Hi'), join(directory, 'run.jsonl'), options),
  },
  {
    owner: 'renderTimeline',
    type: 'TimelineOptions',
    use: (options) => renderTimeline([], options),
  },
  { owner: 'makePage', type: 'PageOptions', use: (options) => makePage([], options) },
  {
    owner: 'observe',
    type: 'ObserveOptions',
    use: (options) => observe(createEngine({ tools: [] }), options),
  },
  {
    owner: 'runConformance',
    type: 'ConformanceOptions',
    needed: { dir: directory },
    use: runConformance,
  },
  {
    owner: 'runGuardConformance',
    type: 'GuardConformanceOptions',
    needed: { cases: [] },
    use: (options) =>
      runGuardConformance(new URL('data:text/javascript,export const driver = {}'), options),
  },
  {
    owner: 'verifyEffects',
    type: 'VerifyEffectsOptions',
    needed: { calls: [], snapshot: () => 0, restore: () => {} },
    free: ['context'],
    use: (options) => verifyEffects(() => engine, options),
  },
  {
    owner: 'mcpTools',
    type: 'McpToolsOptions',
    use: (options) => mcpTools(mcpClient as never, options),
  },
  { owner: 'a guard', type: 'GuardOptions', use: (options) => createGuard(engine, {}, options) },
  {
    owner: 'a step',
    type: 'StepOptions',
    free: ['context'],
    use: (options) => createGuard(engine).step({}, options),
  },
  {
    owner: 'guard',
    type: 'RunGuardOptions',
    use: (options) => aiSdkGuard(engine, {}, {}, options),
  },
  {
    owner: 'early',
    type: 'EarlyOptions',
    needed: { toolApproval: false },
    use: (options) => early(sdkModel, sdkTools, options),
  },
  { owner: 'a guard', use: (options) => anthropicGuard(engine, [], options) },
  {
    owner: 'guardRunner',
    type: 'GuardRunnerOptions',
    use: (options) => guardRunner(runner as never, options),
  },
  {
    owner: 'guard',
    use: (options) => openaiGuard(engine, [], options),
  },
  {
    owner: 'guard',
    use: (options) => agentsGuard(engine, [], options),
  },
  {
    owner: 'guard',
    type: 'ClaudeAgentSdkGuardOptions',
    use: (options) => claudeGuard(engine, [], options),
  },
  { owner: 'guard', type: 'PiGuardOptions', use: (options) => piGuard(engine, [], options) },
  { owner: 'guard', use: (options) => langChainGuard(engine, {}, options) },
  { owner: 'guard.tools', use: (options) => langChainGuard.tools(engine, [], {}, options) },
  { owner: 'a guard', use: (options) => mastraGuard(engine, {}, {}, options) },
  {
    owner: 'gemini.results',
    type: 'GeminiModelOptions',
    use: (options) => gemini.results([], options),
  },
  {
    owner: 'gemini.answer',
    free: ['context'],
    use: (options) => gemini.answer(engine, {}, options),
  },
  ...[aiSdk, anthropic, bedrock, cohere, ollama, openai, openai.responses].map(
    (provider): Border => ({
      owner: 'answer',
      type: 'AnswerOptions',
      free: ['context'],
      use: (options) => provider.answer(engine, {}, options),
    }),
  ),
]

/** What is said of options, by a throw or a rejection; undefined if they are taken. */
async function refusalOf({ use }: Border, options: unknown): Promise<string | undefined> {
  try {
    await use(options as never)
  } catch (error) {
    if (error instanceof UsageError && /^Expected (?:the options of |`)/.test(error.message))
      return error.message
  }
  return undefined
}

/** Which options there are, as the error of one that is not there says. */
async function namesOf(border: Border): Promise<string[]> {
  const message = (await refusalOf(border, { ...border.needed, zzzz: 1 })) ?? ''
  const [, owner, names] =
    /^Expected the options of (.*) to be (.*), got `zzzz`\.$/.exec(message) ?? []
  assert.equal(owner, border.owner, message)
  return names === 'none' ? [] : (names ?? '').split(', ')
}

describe('the options of every public function', () => {
  for (const [index, border] of borders.entries()) {
    const { owner, needed = {}, free = [], anyNumber = [], reachesOut = false } = border
    describe(`${owner} (${index})`, () => {
      let names: string[] = []
      before(async () => {
        names = await namesOf(border)
      })

      it('may be misspelt, and then the error says what was meant', async () => {
        for (const name of names) {
          const misspelt = `${name}${name.at(-1)}`
          const message = await refusalOf(border, { ...needed, [misspelt]: undefined })
          assert.match(
            message ?? 'taken',
            new RegExp(`, got \`${misspelt}\`\\. Did you mean \`${name}\`\\?$`),
          )
        }
      })

      it('may be of a wrong type, and then the error says of which option', async () => {
        for (const name of names.filter((each) => !free.includes(each)))
          for (const wrong of [Symbol('wrong'), null, NaN, -Infinity]) {
            if (typeof wrong === 'number' && anyNumber.includes(name)) continue
            const message = (await refusalOf(border, { ...needed, [name]: wrong })) ?? 'taken'
            assert.match(message, new RegExp(`^Expected \`[^\`]*${name}\`.* to be `), name)
            assert.ok(message.includes(`, got \`${String(wrong)}\`.`), `${name}: ${message}`)
          }
      })

      it('may be undefined, and are absent then', async () => {
        const absent = Object.fromEntries(names.map((name) => [name, undefined]))
        const options = { ...absent, ...needed }
        if (!reachesOut) assert.equal(await refusalOf(border, options), undefined)
        else {
          const last = { ...options, concurrency: 0 }
          assert.match((await refusalOf(border, last)) ?? 'taken', /^Expected `concurrency`/)
        }
      })

      it('may be no options at all, which is said', async () => {
        for (const slip of [null, [], 'on', Symbol('on'), new Map()])
          assert.match((await refusalOf(border, slip)) ?? 'taken', /^Expected .* to be .*, got /)
      })
    })
  }
})

describe('an option that nothing could be done with', () => {
  const refused = (use: () => unknown, message: RegExp): void =>
    assert.throws(use, (error) => error instanceof UsageError && message.test(error.message))

  it('is a window of results that is larger than what can be kept', () => {
    for (const window of [Infinity, 2 ** 40]) {
      const message = new RegExp(
        `window\`.* to be a whole number from 1 to 100000, got \`${window}`,
      )
      refused(() => withTool({ breaker: { window } }), message)
      refused(() => withEngine({ limits: { crm: { breaker: { window } } } }), message)
    }
  })

  it('is an object of another kind than a schema or a connection', () => {
    for (const slip of [new Map(), Promise.resolve({}), new Date()]) {
      const got = new RegExp(`, got a ${slip.constructor.name}\\.(?: Await it\\.)?$`)
      refused(() => withTool({ inputSchema: slip }), got)
      refused(() => redisKeys({ connection: slip } as never), got)
      refused(() => bullmq({ connection: slip } as never), got)
    }
    refused(() => withTool({ inputSchema: execute }), /, got a function\. Give what it returns\.$/)
  })

  it('is an `execute` of a tool that runs in a thread', async () => {
    const inThread = { name: 'burn', runsIn: 'thread', module: 'file:///a.ts' } as const
    refused(
      () => tool({ ...inThread, execute } as never),
      /^Expected no `execute` of tool "burn" beside `runsIn: 'thread'`.* got a function\. Move its code/,
    )
    // One that was made before has one, whichever copy of the package it is of.
    const url = new URL('../src/call/tool.ts?copy', import.meta.url).href
    const copy = (await import(url)) as { tool: typeof tool }
    assert.notEqual(copy.tool, tool)
    for (const made of [tool(inThread), copy.tool(inThread)]) {
      const again: fanfold.AnyTool = tool({ ...made, retries: 2 } as never)
      assert.deepEqual([again.runsIn, again.retries], ['thread', 2])
      createEngine({ tools: [made] })
    }
  })

  it('is a module of a tool that runs in no thread', () => {
    refused(
      () => withTool({ module: 'file:///a.ts' }),
      /`module` of tool "look" only beside `runsIn/,
    )
    refused(
      () => withTool({ exportName: 'a', runsIn: 'queue' }),
      /`exportName` of tool "look" only/,
    )
  })
})

/** Arguments that are no options: each is refused before anything happens. */
const slips: Readonly<Record<string, (slip: never) => unknown>> = {
  'engine.execute': (calls) => engine.execute(calls),
  'engine.explain': (calls) => engine.explain(calls),
  'engine.with': (tools) => engine.with(tools),
  'engine.with, a tool': (each) => engine.with([each]),
  'createEngine, a tool': (each) => withEngine({ tools: [each], maxResultChars: 100 }),
  'turn.commit': (rest) => engine.turn().commit(rest),
  'turn.discard': (reason) => engine.turn().discard(reason),
  'turn.discard, calls': (rest) => engine.turn().discard('', rest),
  'turn.cancel': (callId) => engine.turn().cancel(callId),
  'turn.cancel, a reason': (reason) => engine.turn().cancel('c', reason),
  'turn.setDeadline': (deadlineMs) => engine.turn().setDeadline(deadlineMs),
  'agent.run': (input) => agent.run(input).result,
  'agent.resume': (runId) => agent.resume(runId).result,
  'run.cancel': (reason) => agent.resume('none').cancel(reason),
  parseTrace: (text) => parseTrace(text),
  journalTrace: (journal) => journalTrace(journal, 'r'),
  decide: (journal) => decide(journal, { turnId: 't', callKey: 'c' }, 'allow'),
  'decide, a question': (question) => decide(memoryJournal(), question, 'allow'),
  jsonSchema: fanfold.jsonSchema,
  'journalTrace, a run': (runId) => journalTrace(memoryJournal(), runId),
  'traceRun, a run': (run) => traceRun(run, join(directory, 'slip.jsonl')),
  'traceFile, a path': (path) => traceFile(path),
  observe: (observed) => observe(observed),
  createGuard: (given) => createGuard(given),
  softStop: (signal) => softStop(signal),
  stopBehavior: (stop) => stopBehavior(stop),
  early: (languageModel) => early(languageModel, {}, { toolApproval: false }),
  rule: (each) => rule(each, {}),
  guardRunner: (given) => guardRunner(given),
  mcpTools: (client) => mcpTools(client),
  'cohere.results': (spelling) => cohere.results([], spelling),
  ...Object.fromEntries(
    [aiSdk, anthropic, bedrock, cohere, gemini, ollama, openai, openai.responses].flatMap(
      (provider, index) => [
        [`tools ${index}`, (slip: never) => provider.tools(slip)],
        [`results ${index}`, (slip: never) => provider.results(slip)],
        [`answer ${index}`, (slip: never) => provider.answer(slip, {})],
      ],
    ),
  ),
}

describe('what is handed to a public function beside options', () => {
  for (const [what, use] of Object.entries(slips))
    it(`is refused if it is something else: ${what}`, async () => {
      for (const slip of [null, NaN, Symbol('slip'), new Map()])
        await assert.rejects(
          async () => use(slip as never),
          (error) => error instanceof UsageError && /^Expected .* got /.test(error.message),
        )
    })

  it('is refused if it is no lines of a trace', async () => {
    for (const slip of [null, 7, Symbol('slip'), Promise.resolve()])
      for (const use of [chromeTrace, makePage, renderTimeline])
        await assert.rejects(
          async () => use(slip as never),
          (error) => error instanceof UsageError && /^Expected .* got /.test(error.message),
        )
  })

  it('leaves a turn as it was', async () => {
    const turn = engine.turn()
    assert.throws(() => turn.commit(null as never), UsageError)
    assert.throws(() => turn.discard('no', {} as never), UsageError)
    void turn.add({ id: 'c', name: 'none', input: {} })
    turn.commit()
    assert.equal((await turn.report).results.length, 1)
  })
})

/** Public types of options that are not ours to check: a client's, a model's, or what a function of the user's is given. */
const notOurs = ['RedisOptions', 'AiSdkCallOptions', 'GeminiSendOptions']
/** Options by names of the user's own, whose values are in the table. */
const byName = ['LimitsOptions']

/** What is public, and takes no options. */
const without = [
  'FanfoldError RunError UsageError content fileKey formatError summarize withdraw HttpStatusError sleep seededRandom',
  'estimateTokens detect journalChecks sharedKeysChecks toolWithContext ToolCallError valueOf guardCaseNames',
  'parseTrace journalTrace chromeTrace',
  // Their arguments are among the slips below the table.
  'softStop stopBehavior early rule jsonSchema',
].flatMap((line) => line.split(' '))

describe('the list of functions above', () => {
  const lists = Object.values(JSON.parse(fileOf(listPath).text) as Record<string, NameList>)

  it('holds all public types of options', () => {
    const known = new Set([...notOurs, ...byName, ...borders.map(({ type }) => type)])
    const types = lists.flatMap((list) => list.types.filter((name) => name.endsWith('Options')))
    assert.deepEqual(
      types.filter((name) => !known.has(name)),
      [],
    )
  })

  it('holds all that are public', () => {
    const source = fileOf('test/options.test.ts').text
    const table = source.slice(source.indexOf('const borders'), source.indexOf('/** What is said'))
    const missing = lists
      .flatMap(({ values }) => values)
      .filter((name) => !without.includes(name) && !new RegExp(`\\b${name}\\b`).test(table))
    assert.deepEqual(missing, [])
  })
})
