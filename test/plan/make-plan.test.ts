import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import * as z from 'zod'
import type { ToolCall } from '../../src/call/call.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { makeToolset } from '../../src/call/toolset.ts'
import { explainPlan } from '../../src/plan/explain.ts'
import { makePlan } from '../../src/plan/make-plan.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { arbitraryEffects } from '../keys/arbitrary-keys.ts'
import { conflict } from '../keys/naive-table.ts'

function never(): never {
  throw new Error('A plan ran a tool.')
}

const path = z.object({ path: z.string().default('x') })
const toolset = makeToolset([
  tool({
    name: 'edit_file',
    inputSchema: path,
    writes: (input) => `file/${input.path}`,
    execute: never,
  }),
  tool({
    name: 'read_file',
    inputSchema: path,
    reads: (input) => `file/${input.path}`,
    execute: never,
  }),
  tool({ name: 'list_files', reads: 'file', execute: never }),
  tool({
    name: 'move_file',
    writes: (input) => [`file/${String(input['from'])}`, `file/${String(input['to'])}`],
    execute: never,
  }),
  tool({ name: 'search', execute: never }),
  tool({
    name: 'ask',
    reads: [],
    needsApproval: true,
    execute: never,
  }),
  tool({
    name: 'broken',
    writes: () => {
      throw new Error('no such table')
    },
    execute: never,
  }),
  tool({
    name: 'touchy',
    reads: (input) => String(input['key']),
    writes: (input) => input['writes'] as string[],
    execute: never,
  }),
] as unknown as AnyTool[])

function calls(...made: [name: string, input?: unknown][]): ToolCall[] {
  return made.map(([name, input = {}], index) => ({ id: `id${index}`, name, input }))
}

/** For each call, the calls that it waits for. */
function waits(plan: Plan): number[][] {
  return plan.calls.map(({ waitsFor }) => waitsFor.map(({ index }) => index))
}

test('each call waits for the earlier ones that it conflicts with', () => {
  const plan = makePlan(
    calls(
      ['edit_file', { path: 'x' }],
      ['read_file', { path: 'y' }],
      ['edit_file', { path: 'x' }],
      ['read_file', { path: 'x' }],
      ['search'],
      ['list_files'],
    ),
    toolset,
  )
  assert.deepEqual(waits(plan), [[], [], [0], [2], [], [2]])
  assert.deepEqual(plan.calls[2], {
    index: 2,
    id: 'id2',
    name: 'edit_file',
    runs: true,
    effects: { declared: true, reads: [], writes: ['file/x'] },
    startsEarly: false,
    waitsFor: [
      { index: 0, id: 'id0', why: 'conflict', keys: ['file/x'], text: 'both write file/x' },
    ],
    moreWaits: 0,
  })
  assert.equal(plan.waves, 3)
  assert.deepEqual(plan.criticalPath, [0, 2, 3])
  assert.deepEqual(
    plan.calls.map(({ startsEarly }) => startsEarly),
    [false, true, false, true, false, true],
  )
})

test('the text of a wait names the keys of both, and how many more there are', () => {
  const plan = makePlan(
    calls(
      ['move_file', { from: 'src/a', to: 'src/b' }],
      ['list_files'],
      ['move_file', { from: 'src/b', to: 'docs' }],
      ['read_file', { path: 'docs' }],
      ['move_file', { from: 'src/b', to: 'docs' }],
      ['move_file', { from: 'src/b', to: 'docs' }],
    ),
    toolset,
  )
  const texts = plan.calls.map(({ waitsFor }) => waitsFor.map(({ text, keys }) => [text, ...keys]))
  assert.deepEqual(texts, [
    [],
    [['call 1 writes file/src/b and call 2 reads file', 'file']],
    [['call 2 reads file and call 3 writes file/src/b', 'file']],
    [['call 3 writes file/docs and call 4 reads it', 'file/docs']],
    [
      ['both write file/src/b', 'file/src/b'],
      ['call 4 reads file/docs and call 5 writes it', 'file/docs'],
    ],
    [['both write file/src/b, and 1 more', 'file/src/b', 'file/docs']],
  ])
})

test('a call that cannot run waits for nobody, and nobody for it', () => {
  const [unknown, invalid, unfit, fine] = makePlan(
    [
      ...calls(['nope']),
      {
        ...calls(['edit_file'])[0]!,
        invalid: { reason: 'json', message: 'Not JSON.', text: '{' },
      },
      ...calls(['edit_file', { path: 5 }], ['edit_file', { path: 'x' }]),
    ],
    toolset,
  ).calls
  assert.equal(unknown?.runs, false)
  assert.match(
    unknown?.fault ?? '',
    /^There is no tool named "nope"\. The tools are: edit_file, read_file,/,
  )
  assert.equal(
    invalid?.fault,
    'edit_file: Not JSON. Nothing was run. Send the call again with a JSON object that fits the schema.',
  )
  assert.match(unfit?.fault ?? '', /^The arguments of edit_file do not fit its schema:\n- path:/)
  assert.deepEqual([fine?.runs, fine?.waitsFor], [true, []])
})

test('effects are those of the input that the schema makes', () => {
  const plan = makePlan(calls(['edit_file'], ['edit_file', { path: 'x' }]), toolset)
  assert.deepEqual(plan.calls[0]?.effects?.writes, ['file/x'])
  assert.deepEqual(waits(plan), [[], [0]])
})

test('a call whose effects cannot be computed conflicts with all that touch anything', () => {
  const plan = makePlan(calls(['read_file'], ['search'], ['broken'], ['read_file']), toolset)
  assert.deepEqual(waits(plan), [[], [], [0], [2]])
  assert.match(plan.calls[2]?.fault ?? '', /^The effects of "broken" are unknown.*no such table/)
  assert.equal(plan.calls[2]?.runs, true)
})

test('a call that needs approval does not start early', () => {
  assert.equal(makePlan(calls(['ask']), toolset).calls[0]?.startsEarly, false)
})

test('a schema that answers later is taken to accept', () => {
  const later = tool({
    name: 'later',
    inputSchema: z.object({ path: z.string().refine(async () => false) }),
    reads: ({ path: of }) => `file/${of}`,
    execute: never,
  }) as unknown as AnyTool
  const plan = makePlan(calls(['later', { path: 'x' }]), makeToolset([later]))
  assert.deepEqual(plan.calls[0]?.effects?.reads, ['file/x'])
})

test('a plan is frozen, and what is the tool’s own is not', () => {
  const keys = ['file/x']
  const own = tool({ name: 'own', reads: keys, writes: keys, execute: never }) as unknown as AnyTool
  const made = calls(['own'], ['own', { of: '${id0}' }])
  const plan = makePlan(made, makeToolset([own]), { references: true })
  for (const part of [plan, plan.calls, plan.calls[0], plan.calls[0]?.effects?.reads])
    assert.ok(Object.isFrozen(part))
  assert.ok(!Object.isFrozen(keys))
})

test('references make edges, and keep their call’s place among all that it may touch', () => {
  const plan = makePlan(
    calls(
      ['search', { q: 'x' }],
      ['read_file', { path: '${id0.path}' }],
      ['edit_file', { path: '${id0.path}' }],
      ['read_file', { path: 'y' }],
      ['search', { q: '$${id9}' }],
    ),
    toolset,
    { references: true },
  )
  assert.deepEqual(waits(plan), [[], [0], [0, 1], [2], []])
  assert.deepEqual(plan.calls[2]?.waitsFor, [
    { index: 0, id: 'id0', why: 'dependency', keys: [], text: 'it uses ${id0.path}' },
    {
      index: 1,
      id: 'id1',
      why: 'conflict',
      keys: ['*'],
      text: 'call 2 reads everything and call 3 writes it',
    },
  ])
  assert.equal(plan.waves, 4)
})

test('a call that uses a result does not wait for it twice', () => {
  const plan = makePlan(calls(['edit_file'], ['list_files', { of: '${id0}' }]), toolset, {
    references: true,
  })
  assert.deepEqual(
    plan.calls[1]?.waitsFor.map(({ why }) => why),
    ['dependency'],
  )
})

test('what stands in for a result is not checked, and what is escaped is a text', () => {
  const number = tool({
    name: 'number',
    inputSchema: z.object({ n: z.number() }),
    execute: never,
  }) as unknown as AnyTool
  const tools = makeToolset([...toolset, number])
  const made = calls(['search'], ['number', { n: '${id0.n}' }], ['read_file', { path: '$${n}' }])
  const plan = makePlan(made, tools, { references: true })
  assert.deepEqual([plan.calls[1]?.runs, plan.calls[1]?.waitsFor.length], [true, 1])
  assert.deepEqual(plan.calls[2]?.effects?.reads, ['file/${n}'])
})

test('a bad reference is its call’s fault, and of those that use its result', () => {
  const plan = makePlan(
    calls(
      ['search', { q: '${id9}' }],
      ['search', { q: '${id1}' }],
      ['search', { q: '${id3.x}' }],
      ['search', { q: '${' }],
      ['search', { q: '${id0}' }],
    ),
    toolset,
    { references: true },
  )
  assert.deepEqual(
    plan.calls.map(({ runs }) => runs),
    [false, false, false, false, false],
  )
  assert.equal(
    plan.calls[0]?.fault,
    'Expected ${id9} to name an earlier call. There are no earlier calls.',
  )
  assert.equal(plan.calls[1]?.fault, 'It refers to its own result, ${id1}.')
  assert.equal(
    plan.calls[2]?.fault,
    'Expected ${id3} to name an earlier call. There are: id1, id0.',
  )
  assert.match(plan.calls[3]?.fault ?? '', /^Expected a reference/)
  assert.equal(plan.calls[4]?.fault, 'It uses the result of call 1, which does not run.')
  assert.equal(plan.waves, 0)
})

test('without the option, a reference is a text like any other', () => {
  const plan = makePlan(calls(['read_file', { path: '${id0}' }]), toolset)
  assert.deepEqual(plan.calls[0]?.effects?.reads, ['file/${id0}'])
})

test('waves are the fewest, and the critical path is as long', () => {
  fc.assert(
    fc.property(fc.array(arbitraryEffects, { maxLength: 12 }), (effects) => {
      const tools = effects.map(
        (keys, index) => tool({ name: `t${index}`, ...keys, execute: never }) as unknown as AnyTool,
      )
      const plan = makePlan(
        effects.map((_, index) => ({ id: 'same', name: `t${index}`, input: {} })),
        makeToolset(tools),
      )
      const levels: number[] = []
      for (const [index, mine] of effects.entries())
        levels.push(
          1 +
            Math.max(
              0,
              ...effects
                .slice(0, index)
                .map((other, at) => (conflict(other, mine) ? (levels[at] ?? 0) : 0)),
            ),
        )
      assert.equal(plan.waves, Math.max(0, ...levels))
      assert.equal(plan.criticalPath.length, plan.waves)
      for (const [at, index] of plan.criticalPath.entries())
        if (at > 0) assert.ok(waits(plan)[index]?.includes(plan.criticalPath[at - 1] ?? -1))
    }),
  )
})

test('explainPlan says it in words', () => {
  const plan = makePlan(
    calls(
      ['edit_file', { path: 'x' }],
      ['read_file', { path: 'y' }],
      ['edit_file', { path: 'x' }],
      ['search'],
      ['no\u001b[2Jpe\n'],
      ['broken'],
    ),
    toolset,
  )
  assert.equal(
    explainPlan(plan),
    [
      '6 calls in 3 waves; the longest chain is call 1, call 3, call 6.',
      'call 1 (edit_file) starts when the message is complete',
      'call 2 (read_file) starts at once: it changes nothing',
      'call 3 (edit_file) waits for call 1 (edit_file): both write file/x',
      'call 4 (search) starts when the message is complete',
      'call 5 (no\\u001b[2Jpe\\n) does not run: There is no tool named "no\\u001b[2Jpe\\n". The tools are: ' +
        'edit_file, read_file, list_files, move_file, search, ask, broken, touchy.',
      'call 6 (broken) waits for call 2 (read_file): call 2 reads file/y and call 6 writes everything',
      'call 6 (broken) waits for call 3 (edit_file): call 3 writes file/x and call 6 writes everything',
      'call 6 (broken): The effects of "broken" are unknown, so it counts as writing everything: no such table',
    ].join('\n'),
  )
  assert.equal(explainPlan(makePlan([], toolset)), '0 calls in 0 waves.')
  assert.equal(
    explainPlan(makePlan(calls(['search']), toolset)),
    '1 call in 1 wave.\ncall 1 (search) starts when the message is complete',
  )
})

test('explainPlan does not go on for ever about one call', () => {
  const reads = Array.from({ length: 1_000 }, (): [string] => ['list_files'])
  const text = explainPlan(makePlan(calls(...reads, ['edit_file']), toolset))
  assert.equal(text.split('\n').length, 1 + 1_000 + 11)
  assert.match(text, /call 1001 \(edit_file\) waits for 990 more calls$/)
})
