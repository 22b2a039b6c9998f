import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createEngine, tool, toolWithContext, UsageError, type AnyTool } from '../../src/index.ts'
import {
  verifyEffects,
  type VerifiedCall,
  type VerifyEffectsOptions,
} from '../../src/testing/index.ts'

interface State {
  notes: Record<string, string>
  log: string[]
  count: number
}

/** A state, and how it is taken and brought back. */
function world() {
  const state: State = { notes: { a: 'A', b: 'B' }, log: [], count: 0 }
  const options = {
    // Both give the state itself, as people will.
    snapshot: () => state,
    restore: (saved: unknown) => void Object.assign(state, saved),
  }
  const readNote = tool({
    name: 'read_note',
    reads: ({ id }) => `notes/${String(id)}`,
    execute: ({ id }) => state.notes[String(id)] ?? 'none',
  })
  const editNote = tool({
    name: 'edit_note',
    writes: ({ id }) => `notes/${String(id)}`,
    execute: ({ id, text }) => {
      state.notes[String(id)] = String(text)
      return 'edited'
    },
  })
  return { state, options, readNote, editNote }
}

function verify(
  tools: readonly AnyTool[],
  calls: readonly VerifiedCall[],
  options: Omit<VerifyEffectsOptions, 'calls'>,
) {
  return verifyEffects(() => createEngine({ tools }), { calls, ...options })
}

suite('honest tools give no warning', () => {
  test('and only pairs that are declared apart are tried', async () => {
    const { options, readNote, editNote } = world()
    const calls = [
      { name: 'read_note', input: { id: 'a' } },
      { name: 'read_note', input: { id: 'b' } },
      { name: 'edit_note', input: { id: 'a', text: 'X' } },
      { name: 'edit_note', input: { id: 'b', text: 'Y' } },
    ]
    assert.deepEqual(await verify([readNote, editNote], calls, options), { pairs: 4, warnings: [] })
  })

  test('unless they never started, which is told', async () => {
    const { options, readNote } = world()
    const strict = tool({
      name: 'strict',
      reads: 'notes',
      inputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
      execute: () => assert.fail('Its arguments do not fit.'),
    }) as AnyTool
    const calls = [
      { name: 'strict', input: { ID: 'a' } },
      { name: 'raed_note', input: { id: 'a' } },
      { name: 'read_note', input: { id: 'a' } },
    ]
    const { pairs, warnings } = await verify([readNote, strict], calls, options)
    assert.equal(pairs, 0)
    assert.deepEqual(
      warnings.map(({ kind, calls: [of] }) => [kind, of?.name]),
      [
        ['not-run', 'strict'],
        ['not-run', 'raed_note'],
      ],
    )
    assert.match(warnings[0]?.text ?? '', /^strict\(\{"ID":"a"\}\) never started, .* do not fit/)
    assert.match(warnings[1]?.text ?? '', /There is no tool named "raed_note"/)
  })

  test('and the state is as it was before, also after one', async () => {
    const { state, options, editNote } = world()
    await verify([editNote], [{ name: 'edit_note', input: { id: 'a', text: 'X' } }], options)
    assert.equal(state.notes['a'], 'A')
  })
})

suite('a tool that lies is found', () => {
  test('one that declares nothing to be touched, and writes', async () => {
    const { state, options, readNote } = world()
    const touch = tool({
      name: 'touch_note',
      reads: [],
      execute: ({ id }) => void (state.notes[String(id)] = 'touched'),
    })
    const calls = [
      { name: 'touch_note', input: { id: 'a' } },
      { name: 'read_note', input: { id: 'a' } },
    ]
    const { pairs, warnings } = await verify([touch, readNote], calls, options)
    assert.equal(pairs, 1)
    assert.deepEqual(warnings, [
      {
        kind: 'writes',
        calls: [calls[0]],
        differs: ['the state'],
        text: 'touch_note({"id":"a"}) changes the state, and its tool declares no `writes`. Let `writes` of touch_note hold "notes/a" here.',
      },
      {
        kind: 'order',
        calls,
        differs: ['the result of "read_note"'],
        text: 'touch_note({"id":"a"}) and read_note({"id":"a"}) are declared apart, but the result of "read_note" depends on which of them runs first. Let `writes` of touch_note hold "notes/a" here.',
      },
    ])
  })

  test('two that write one thing, and name two keys', async () => {
    const { state, options } = world()
    const logger = (name: string) =>
      tool({ name, writes: name, execute: () => void state.log.push(name) })
    const calls = ['first', 'second'].map((name) => ({ name, input: {} }))
    const { warnings } = await verify([logger('first'), logger('second')], calls, options)
    assert.equal(warnings.length, 1)
    assert.equal(warnings[0]?.kind, 'order')
    assert.deepEqual(warnings[0].differs, ['the state'])
    assert.match(warnings[0].text, /Let `writes` of second hold "first" here\.$/)
  })

  test('two whose order means nothing, but which lose an update side by side', async () => {
    const { state, options } = world()
    const adder = (name: string) =>
      tool({
        name,
        writes: name,
        execute: async () => {
          const { count } = state
          await Promise.resolve()
          state.count = count + 1
        },
      })
    const calls = ['one', 'another'].map((name) => ({ name, input: {} }))
    const { warnings } = await verify([adder('one'), adder('another')], calls, options)
    assert.deepEqual(
      warnings.map(({ kind, differs }) => [kind, differs]),
      [['side-by-side', ['the state']]],
    )
  })

  test('two that declare nothing, for they run beside each other, too', async () => {
    const { state, options } = world()
    const set = tool({ name: 'set', execute: ({ to }) => void (state.count = Number(to)) })
    const calls = [1, 2].map((to) => ({ name: 'set', input: { to } }))
    const { pairs, warnings } = await verify([set], calls, options)
    assert.equal(pairs, 1)
    assert.equal(warnings[0]?.kind, 'order')
    assert.match(
      warnings[0].text,
      /^set\(\{"to":1\}\) and set\(\{"to":2\}\) .* hold "count" here\.$/,
    )
  })

  test('although its result is cached, or shared with the same call', async () => {
    const { state, options, editNote } = world()
    const peek = tool({
      name: 'peek',
      reads: [],
      cache: { ttlMs: 60_000 },
      coalesce: true,
      execute: () => state.notes['a'],
    })
    const calls = [
      { name: 'peek', input: {} },
      { name: 'edit_note', input: { id: 'a', text: 'X' } },
    ]
    const { warnings } = await verify([peek, editNote], calls, options)
    assert.match(warnings[0]?.text ?? '', /Let `reads` of peek hold "notes\/a" here\.$/)
  })

  test('although it leaves another state each time', async () => {
    const { state, options } = world()
    const stamp = tool({
      name: 'stamp',
      reads: [],
      execute: () => void state.log.push(String(Math.random())),
    })
    const { warnings } = await verify([stamp], [{ name: 'stamp', input: {} }], options)
    assert.deepEqual(
      warnings.map(({ kind }) => kind),
      ['unsteady', 'writes'],
    )
  })

  test('if it fails only after the other', async () => {
    const { state, options, editNote } = world()
    const check = tool({
      name: 'check',
      reads: [],
      execute: () => {
        if (state.notes['a'] !== 'A') throw new Error('changed')
        return 'ok'
      },
    })
    const calls = [
      { name: 'edit_note', input: { id: 'a', text: 'X' } },
      { name: 'check', input: {} },
    ]
    const { warnings } = await verify([editNote, check], calls, options)
    assert.deepEqual(warnings[0]?.differs, ['the result of "check"'])
  })
})

suite('what differs each time', () => {
  const stamped = (state: State) => {
    let time = 0
    return tool({
      name: 'stamped',
      reads: 'notes/a',
      execute: () => ({ note: state.notes['a'], at: (time += 1) }),
    })
  }
  const calls = [
    { name: 'stamped', input: {} },
    { name: 'edit_note', input: { id: 'b', text: 'X' } },
  ]

  test('is no contradiction, and is said once, with what to do', async () => {
    const { state, options, editNote } = world()
    const { warnings } = await verify([stamped(state), editNote], calls, options)
    assert.deepEqual(
      warnings.map(({ kind, differs }) => [kind, differs]),
      [['unsteady', ['the result of "stamped"']]],
    )
    assert.match(warnings[0]?.text ?? '', /say so with `equal`/)
  })

  test('is compared by `equal`, which finds what still differs', async () => {
    const { state, options, editNote } = world()
    const withoutTime = (value: unknown) =>
      JSON.stringify(value, (key, each: unknown) => (key === 'at' ? 0 : each))
    const equal = (one: unknown, other: unknown) => withoutTime(one) === withoutTime(other)
    const honest = await verify([stamped(state), editNote], calls, { ...options, equal })
    assert.deepEqual(honest.warnings, [])
    const liar = tool({
      name: 'stamped',
      reads: [],
      execute: () => ({ note: state.notes['b'], at: Math.random() }),
    })
    const { warnings } = await verify([liar, editNote], calls, { ...options, equal })
    assert.deepEqual(
      warnings.map(({ kind }) => kind),
      ['order'],
    )
  })
})

suite('what it is given', () => {
  test('a context goes to effects and tools', async () => {
    const { state, options } = world()
    const make = toolWithContext<{ user: string }>()
    const save = make({
      name: 'save',
      writes: (_input, { context }) => `notes/${context.user}`,
      execute: (_input, { context }) => void (state.notes[context.user] = 'saved'),
    })
    const report = await verifyEffects(() => createEngine({ tools: [save] }), {
      ...options,
      calls: [{ name: 'save', input: {} }],
      context: { user: 'ada' },
    })
    assert.deepEqual(report, { pairs: 0, warnings: [] })
  })

  test('a state that does not come back is refused', async () => {
    const { options, editNote } = world()
    const calls = [{ name: 'edit_note', input: { id: 'a', text: 'X' } }]
    await assert.rejects(verify([editNote], calls, { ...options, restore: () => {} }), (error) => {
      assert.ok(error instanceof UsageError)
      assert.match(error.message, /Expected `restore` to bring back the state/)
      return true
    })
  })

  test('a state that cannot be copied is refused, and wrong options are', async () => {
    const { options } = world()
    const snapshot = () => ({ now: () => 1 })
    await assert.rejects(
      verify([], [], { ...options, snapshot }),
      /Expected `snapshot` to give plain data/,
    )
    await assert.rejects(
      verify([], [], { ...options, equals: 1 } as never),
      /Did you mean `equal`\?/,
    )
    await assert.rejects(verify([], [{ nam: 'x' }] as never, options), /Did you mean `name`\?/)
    await assert.rejects(verify([], 'all' as never, options), /Expected `calls` .*to be an array/)
  })
})
