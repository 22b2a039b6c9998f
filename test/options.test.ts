import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { aiSdk } from '../src/ai-sdk.ts'
import { anthropic } from '../src/anthropic.ts'
import { bedrock } from '../src/bedrock.ts'
import { AttemptLost, bullmq, createWorker } from '../src/bullmq.ts'
import { cohere } from '../src/cohere.ts'
import { gemini } from '../src/gemini.ts'
import * as fanfold from '../src/index.ts'
import { ollama } from '../src/ollama.ts'
import { openai } from '../src/openai.ts'
import { redisKeys } from '../src/redis.ts'
import { sqliteJournal } from '../src/sqlite.ts'
import { runConformance } from '../src/conformance.ts'
import { createModelServer, virtualClock } from '../src/testing/index.ts'
import { fileOf } from './repo/files.ts'
import { listPath, type NameList } from './repo/public-name-list.ts'

const { UsageError, createAgent, createEngine, memoryJournal, memorySharedKeys, tool, ToolError } =
  fanfold

/** A function that takes options, or an option that is made of some. */
interface Border {
  /** What the errors call their owner. */
  readonly owner: string
  /** What is needed beside the options that are tried. */
  readonly needed?: Readonly<Record<string, unknown>>
  /** Options that take whatever they are given, or are checked elsewhere. */
  readonly free?: readonly string[]
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

const borders: readonly Border[] = [
  { owner: 'createEngine', needed: { tools: [] }, use: createEngine },
  {
    owner: '`concurrency`',
    needed: { algorithm: 'aimd' },
    use: (concurrency) => withEngine({ concurrency }),
  },
  {
    owner: '`limits.crm`',
    needed: { perSecond: 1 },
    use: (crm) => withEngine({ limits: { crm } }),
  },
  { owner: '`limits.crm.breaker`', use: (breaker) => withEngine({ limits: { crm: { breaker } } }) },
  { owner: '`retryBudget`', use: (retryBudget) => withEngine({ retryBudget }) },
  { owner: '`threads`', use: (threads) => withEngine({ threads }) },
  { owner: 'a turn', use: (options) => engine.turn(options) },
  { owner: 'a turn', use: (options) => engine.execute([], options) },
  { owner: 'engine.explain', use: (options) => engine.explain([], options) },
  {
    owner: 'tool "look"',
    needed: reader,
    // Of a tool that runs in a thread, and of no other.
    free: ['module', 'exportName'],
    use: tool,
  },
  { owner: '`hedge` of tool "look"', use: (hedge) => withTool({ hedge }) },
  { owner: '`breaker` of tool "look"', use: (breaker) => withTool({ breaker }) },
  { owner: '`coalesce` of tool "look"', use: (coalesce) => withTool({ coalesce }) },
  { owner: '`cache` of tool "look"', needed: { ttlMs: 1 }, use: (cache) => withTool({ cache }) },
  { owner: 'a ToolError', free: ['cause'], use: (options) => new ToolError('no', options) },
  {
    owner: 'an AttemptLost',
    needed: { started: true },
    free: ['cause'],
    use: (options) => new AttemptLost('lost', options),
  },
  { owner: 'createAgent', needed: { engine, model }, use: createAgent },
  { owner: 'agent.run', use: (options) => agent.run('Hi', options).result },
  { owner: 'agent.resume', use: (options) => agent.resume('r', options).result },
  { owner: 'memoryJournal', use: memoryJournal },
  {
    owner: 'journal.prune',
    needed: { beforeMs: 1 },
    use: (options) => memoryJournal().prune(options),
  },
  { owner: 'memorySharedKeys', use: memorySharedKeys },
  {
    owner: 'sqliteJournal',
    use: (options) => closing(sqliteJournal(join(directory, `${(files += 1)}.db`), options)),
  },
  { owner: 'bullmq', needed: { connection }, use: bullmq },
  { owner: 'createWorker', needed: { connection, tools: [] }, reachesOut: true, use: createWorker },
  { owner: 'redisKeys', needed: { connection }, use: redisKeys },
  { owner: 'virtualClock', use: virtualClock },
  {
    owner: 'createModelServer',
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
  { owner: 'runConformance', needed: { dir: directory }, use: runConformance },
  { owner: 'gemini.results', use: (options) => gemini.results([], options) },
  { owner: 'gemini.answer', use: (options) => gemini.answer(engine, {}, options) },
  ...[aiSdk, anthropic, bedrock, cohere, ollama, openai, openai.responses].map(
    (provider): Border => ({
      owner: 'answer',
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
    const { owner, needed = {}, free = [], reachesOut = false } = border
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
        for (const name of names.filter((each) => !free.includes(each))) {
          const message = await refusalOf(border, { ...needed, [name]: Symbol('wrong') })
          assert.match(message ?? 'taken', new RegExp(`^Expected \`[^\`]*${name}\`.* to be `), name)
          assert.match(message ?? 'taken', /, got `Symbol\(wrong\)`\./, name)
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

/** What is public, and takes no options. */
const without = [
  'FanfoldError RunError UsageError content fileKey summarize withdraw HttpStatusError sleep seededRandom',
  'estimateTokens detect journalChecks sharedKeysChecks',
].flatMap((line) => line.split(' '))

describe('the list of functions above', () => {
  it('holds all that are public', () => {
    const lists = Object.values(JSON.parse(fileOf(listPath).text) as Record<string, NameList>)
    const source = fileOf('test/options.test.ts').text
    const table = source.slice(source.indexOf('const borders'), source.indexOf('/** What is said'))
    const missing = lists
      .flatMap(({ values }) => values)
      .filter((name) => !without.includes(name) && !new RegExp(`\\b${name}\\b`).test(table))
    assert.deepEqual(missing, [])
  })
})
