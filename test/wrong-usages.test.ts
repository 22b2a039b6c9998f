import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as z from 'zod'
import { anthropic } from '../src/anthropic.ts'
import {
  createAgent,
  createEngine,
  memorySharedKeys,
  summarize,
  tool,
  UsageError,
} from '../src/index.ts'
import { openai } from '../src/openai.ts'

const now = tool({ name: 'now', reads: [], execute: () => 'noon' })
const engine = createEngine({ tools: [now] })
const model = anthropic.model(async () => ({}), { model: 'm', max_tokens: 1 })
const asks = tool({ name: 'refund', needsApproval: true, execute: () => 'done' })

/** What somebody writes who begins, loosely typed, and what they are told. */
type Wrong = readonly [string, () => unknown, RegExp]

const loose = (value: unknown): never => value as never

const wrong: readonly Wrong[] = [
  [
    'no options',
    () => tool(loose(undefined)),
    /options of a tool to be an object, got `undefined`/,
  ],
  ['no name', () => tool(loose({ execute: () => 1 })), /`name` of a tool .* got `undefined`/],
  [
    'a misspelt option',
    () => tool(loose({ name: 'x', write: 'a', execute: () => 1 })),
    /got `write`\. Did you mean `writes`\?/,
  ],
  [
    'a time-out that is text',
    () => tool(loose({ name: 'x', timeoutMs: '2s', execute: () => 1 })),
    /`timeoutMs` of tool "x" to be a number of milliseconds above 0, got "2s"/,
  ],
  [
    'execute that was called',
    () => tool(loose({ name: 'x', execute: 'noon' })),
    /`execute` of tool "x" to be a function, got "noon"/,
  ],
  [
    'a schema that is none',
    () => tool(loose({ name: 'x', inputSchema: z.string, execute: () => 1 })),
    /`inputSchema` of tool "x"/,
  ],
  [
    'no engine options',
    () => createEngine(loose(undefined)),
    /options of createEngine to be an object, got `undefined`/,
  ],
  [
    'tools as an object',
    () => createEngine(loose({ tools: { now } })),
    /`tools` to be an array of tools, got an object/,
  ],
  ['one tool', () => createEngine(loose({ tools: now })), /`tools` to be an array of tools/],
  [
    'two tools of one name',
    () => createEngine({ tools: [now, now] }),
    /two named "now"\. Rename one/,
  ],
  [
    'a concurrency of none',
    () => createEngine({ tools: [], concurrency: 0 }),
    /`concurrency` .* got `0`/,
  ],
  [
    'approval without approve',
    () => createEngine({ tools: [asks] }),
    /"refund" needs approval, but the engine has no `approve`/,
  ],
  [
    'a limit that is not there',
    () => createEngine({ tools: [tool({ name: 'x', limit: 'crm', execute: () => 1 })] }),
    /crm/,
  ],
  [
    'an agent without a model',
    () => createAgent(loose({ engine })),
    /`model` to be a model, as anthropic\.model\(\) makes one, got `undefined`/,
  ],
  [
    'a model by its name',
    () => createAgent(loose({ engine, model: 'gpt' })),
    /`model` to be a model, .* got "gpt"/,
  ],
  [
    'options for an engine',
    () => createAgent(loose({ engine: { tools: [now] }, model })),
    /`engine` to be made by createEngine\(\)/,
  ],
  [
    'a run of nothing',
    () => createAgent({ engine, model }).run(loose(undefined)),
    /got `undefined`/,
  ],
  [
    'calls that are none',
    () => engine.execute(loose(undefined)),
    /`calls` to be an array of tool calls, got `undefined`/,
  ],
  [
    'one call',
    () => engine.execute(loose({ id: '1', name: 'now', input: {} })),
    /Put one call in an array/,
  ],
  [
    'a promise of calls',
    () => engine.execute(loose(Promise.resolve([]))),
    /got a Promise\. Await it first/,
  ],
  [
    'raw calls',
    () => engine.execute(loose([{ id: '1', function: { name: 'now', arguments: '{}' } }])),
    /openai\.chat\.calls\(response\)/,
  ],
  [
    'a signal that is a controller',
    () => engine.execute([], loose({ signal: new AbortController() })),
    /`signal` to be an AbortSignal, got an? /,
  ],
  ['a summary of results', () => summarize(loose([])), /the report of a turn, .* got an array/],
  [
    'a summary of a promise',
    () => summarize(loose(engine.execute([]))),
    /the report of a turn, .* got a Promise/,
  ],
  [
    'calls for answer',
    () => openai.chat.answer(engine, [{ id: '1', name: 'now', input: {} }]),
    /Run calls with `engine\.execute\(calls\)`/,
  ],
  [
    'the engine in the second place',
    () => openai.chat.answer(loose({}), {}),
    /`engine` to be made by createEngine\(\)/,
  ],
  [
    'keys without a signal',
    () => memorySharedKeys().acquire(loose({ reads: [], writes: ['a'] })),
    /`request` of acquire to be a request for keys: \{ reads, writes, owner, signal \}, got an object/,
  ],
  [
    'a client that is none',
    () => anthropic.model(loose({}), { model: 'm', max_tokens: 1 }),
    /`client`/,
  ],
]

describe('a newcomer who is wrong is told in one sentence what was expected, what came and what to do', () => {
  for (const [name, use, told] of wrong)
    it(name, async () => {
      const thrown: unknown = await Promise.resolve()
        .then(use)
        .then(
          () => assert.fail('Nothing was said.'),
          (error: unknown) => error,
        )
      assert.ok(thrown instanceof UsageError, String(thrown))
      assert.equal(thrown.code, 'usage')
      assert.match(thrown.message, told)
      assert.doesNotMatch(
        thrown.message,
        /\n|\bat \/|undefined is not|Cannot read|is not a function|\[object/,
      )
      assert.ok(thrown.message.length < 400, `${thrown.message.length} characters`)
    })

  const call = { id: 'c1', name: 'refund', input: {} }
  const answers: readonly [string, () => unknown, RegExp][] = [
    ['true', () => true, /got `true`, so it was not run\. Answer 'allow'/],
    ['nothing', () => undefined, /got `undefined`, .* A function without `return`/],
    ['a word', () => 'yes', /got "yes"/],
    ['a promise of rubbish', async () => ({ ok: 1 }), /got an object without a decision/],
    ['a wrong decision', () => ({ decision: 'ok' }), /got \{ decision: "ok" \}/],
    [
      'a misspelt change',
      () => ({ decision: 'allow', inputs: {} }),
      /answer of `approve` for refund \(c1\) to be decision, reason, input, got `inputs`\. Did you mean `input`\? The call was not run\.$/,
    ],
    ...['args', 'arguments', 'updatedInput'].map((name): [string, () => unknown, RegExp] => [
      `\`${name}\` in place of \`input\``,
      () => ({ decision: 'allow', [name]: {} }),
      /Did you mean `input`\?/,
    ]),
    ['a change of its own', () => ({ decision: 'allow', but: 'less' }), /got `but`\. The call/],
    [
      'a throw',
      () => {
        throw new Error('db down')
      },
      /failed for refund \(c1\), which was not run: db down/,
    ],
  ]
  for (const [name, approve, told] of answers)
    it(`approve answers with ${name}`, async () => {
      const { results, warnings } = await createEngine({
        tools: [asks],
        approve: loose(approve),
      }).execute([call])
      assert.match(warnings.join(), told)
      assert.deepEqual([results[0]?.status, results[0]?.error?.code], ['denied', 'approval_failed'])
      assert.match(String(results[0]?.content), /a fault of the application/)
      assert.ok(results[0]?.error?.cause instanceof Error)
    })

  it('approve denies with a misspelt reason: it is denied, and told', async () => {
    const approve = loose(() => ({ decision: 'deny', message: 'Not on a Sunday.' }))
    const { results, warnings } = await createEngine({ tools: [asks], approve }).execute([call])
    assert.match(warnings.join(), /got `message`\. Did you mean `reason`\?/)
    assert.deepEqual([results[0]?.status, results[0]?.error?.code], ['denied', 'denied'])
  })

  it('needsApproval that answers with nothing, or throws, is asked about, and told', async () => {
    for (const [needsApproval, told] of [
      [() => undefined, /`needsApproval` of tool "x" to answer true or false, got `undefined`/],
      [
        () => {
          throw new Error('odd')
        },
        /`needsApproval` of tool "x" failed, so somebody was asked: odd/,
      ],
    ] as const) {
      const x = tool({ name: 'x', needsApproval: loose(needsApproval), execute: () => 1 })
      const { results, warnings } = await createEngine({
        tools: [x],
        approve: () => 'allow',
      }).execute([{ ...call, name: 'x' }])
      assert.equal(results[0]?.status, 'ok')
      assert.match(warnings.join(), told)
    }
  })
})
