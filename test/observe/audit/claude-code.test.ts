import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { outlineOf, readLog, type Log } from './outline.ts'

const at = (second: number) => new Date(Date.UTC(2026, 5, 1, 5, 40, second)).toISOString()
const line = (type: string, second: number, message: object, more: object = {}) => ({
  parentUuid: null,
  isSidechain: false,
  type,
  message: { role: type, ...message },
  uuid: `${type}-${second}`,
  timestamp: at(second),
  sessionId: 's',
  version: '2.1.157',
  ...more,
})
const user = (second: number, content: unknown, more?: object) =>
  line('user', second, { content }, more)
const model = (second: number, id: string | undefined, block: object, more: object = {}) =>
  line('assistant', second, { ...(id !== undefined && { id }), content: [block], ...more }, more)
const use = (id: string, name = 'Read', input: object = { file_path: id }) => ({
  type: 'tool_use',
  id,
  name,
  input,
})
const result = (id: string, content: unknown = `of ${id}`) => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
})
const text = (said: string) => ({ type: 'text', text: said })

const table: Readonly<Record<string, readonly [Log, readonly (readonly string[])[]]>> = {
  'a message in several lines, with results in between, is one turn in its order': [
    [
      { type: 'summary', summary: 'Earlier', leafUuid: 'x' },
      { type: 'mode', mode: 'normal', sessionId: 's' },
      user(0, 'Look at both.'),
      model(1, 'm1', { type: 'thinking', thinking: '', signature: '…' }),
      model(2, 'm1', text('I read them.')),
      model(3, 'm1', use('a')),
      user(4, [result('a')]),
      model(5, 'm1', use('b')),
      user(6, [result('b', [{ type: 'text', text: 'of b' }])]),
      model(7, 'm2', use('c')),
      user(8, [result('c')]),
      model(9, 'm3', text('Done.')),
    ],
    [
      [
        '<Look at both.> (I read them.) Read {"file_path":"a"}=of a Read {"file_path":"b"}=of b',
        'Read {"file_path":"c"}=of c',
      ],
    ],
  ],
  'what is told twice is one call, and a result comes once': [
    [
      model(1, 'm1', use('a')),
      model(1, 'm1', use('a')),
      user(2, [result('a')]),
      user(2, [result('a', 'again')]),
    ],
    [['Read {"file_path":"a"}=of a']],
  ],
  'without ids of messages a result ends one': [
    [
      model(1, undefined, use('a')),
      model(2, undefined, use('b')),
      user(3, [result('b'), result('a')]),
      model(4, undefined, use('c')),
    ],
    [['Read {"file_path":"a"}=of a Read {"file_path":"b"}=of b', 'Read {"file_path":"c"}']],
  ],
  'sub-agents are runs of their own, told apart by their id, by their caller, or by whom they follow':
    [
      [
        user(0, 'Go.'),
        model(1, 'm1', use('t1', 'Task', {})),
        user(2, 'Part one.', { isSidechain: true, uuid: 'p1' }),
        user(2, 'Part two.', { isSidechain: true, uuid: 'p2' }),
        model(3, 'm2', use('a'), { isSidechain: true, parentUuid: 'p1', uuid: 'q1' }),
        model(3, 'm3', use('b'), { isSidechain: true, parentUuid: 'p2', uuid: 'q2' }),
        user(4, [result('a')], { isSidechain: true, parentUuid: 'q1' }),
        user(5, 'Part three.', { isSidechain: true, agentId: 'x' }),
        model(6, 'm4', use('c'), { isSidechain: true, agentId: 'x' }),
        model(7, 'm5', use('d'), { parent_tool_use_id: 't1' }),
        user(8, [result('t1')]),
      ],
      [
        ['<Go.> Task {}=of t1'],
        ['<Part one.> Read {"file_path":"a"}=of a'],
        ['<Part two.> Read {"file_path":"b"}'],
        ['<Part three.> Read {"file_path":"c"}'],
        ['Read {"file_path":"d"}'],
      ],
    ],
  'programs are not heard as people, and their texts count as results': [
    [
      user(0, 'Use the skill.\n<system-reminder>Plan mode is on.</system-reminder>'),
      model(1, 'm1', use('k', 'Skill', {})),
      user(2, [result('k', 'Launching.')]),
      user(2, [text('Base directory: /skills/x')], { isMeta: true }),
      line('user', 3, { content: 'A summary.' }, { isCompactSummary: true }),
      { type: 'system', subtype: 'compact_boundary', uuid: 'c', sessionId: 's' },
      model(4, 'm2', use('a')),
      user(5, [result('a'), text('<system-reminder>Mind the file.</system-reminder>')]),
      line('assistant', 6, { model: '<synthetic>', content: [use('none')] }),
      model(7, 'm3', use('b')),
    ],
    [
      [
        '<Use the skill.> Skill {}=Launching.\nBase directory: /skills/x',
        'Read {"file_path":"a"}=of a',
        'Read {"file_path":"b"}',
      ],
    ],
  ],
  'what people say at any time is heard': [
    [
      user(0, 'Start.'),
      model(1, 'm1', use('a')),
      user(2, [result('a'), text('No, the other one.')]),
      model(3, 'm2', use('b')),
      {
        ...user(4, undefined),
        type: 'attachment',
        attachment: { type: 'queued_command', prompt: 'And hurry.' },
      },
      user(5, [result('b')]),
      model(6, 'm3', use('c')),
    ],
    [
      [
        '<Start.> Read {"file_path":"a"}=of a',
        '<No, the other one.> Read {"file_path":"b"}=of b',
        '<And hurry.> Read {"file_path":"c"}',
      ],
    ],
  ],
  'failures are told by the block, or by what the program kept': [
    [
      model(1, 'm1', use('a')),
      model(1, 'm1', use('b')),
      user(2, [{ ...result('a'), is_error: true }]),
      user(2, [result('b')], { toolUseResult: 'Error: no such file' }),
    ],
    [['Read {"file_path":"a"}=of a! Read {"file_path":"b"}=of b!']],
  ],
  'what the provider searched for itself is no call': [
    [
      model(1, 'm1', { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} }),
      model(1, 'm1', use('a')),
    ],
    [['Read {"file_path":"a"}']],
  ],
}

suite('Claude Code sessions', () => {
  for (const [what, [log, runs]] of Object.entries(table))
    test(what, () => {
      assert.deepEqual(outlineOf(log), { format: 'Claude Code sessions', runs })
    })

  /** As `--output-format stream-json` prints it, which does not say what was asked. */
  const printed = (session_id: string, file: string): readonly object[] =>
    [
      { type: 'system', subtype: 'init', tools: [] },
      { type: 'assistant', message: { id: `m-${file}`, role: 'assistant', content: [use(file)] } },
      { type: 'user', message: { role: 'user', content: [result(file)] } },
      { type: 'result', subtype: 'success', result: 'Done.' },
    ].map((line) => ({ ...line, session_id }))
  const kept = (sessionId: string, file: string): readonly object[] =>
    [user(0, 'Go.'), model(1, 'm1', use(file)), user(2, [result(file)])].map((line) => ({
      ...line,
      sessionId,
      uuid: `${sessionId}-${line.uuid}`,
    }))
  const told = (file: string): string => `Read {"file_path":"${file}"}=of ${file}`
  for (const [how, of, said] of [
    ['printed', printed, ''],
    ['kept', kept, '<Go.> '],
  ] as const) {
    const [one, two] = [of('s', 'a'), of('t', 'b')]
    const runs = [[said + told('a')], [said + told('b')]]
    test(`sessions that were ${how} into one file, one behind the other, are a run each`, () => {
      assert.deepEqual(outlineOf([...one, ...two]).runs, runs)
    })
    test(`sessions that were ${how} into one file at the same time are a run each`, () => {
      const mixed = one.flatMap((line, at) => [line, two[at]])
      assert.deepEqual(outlineOf(mixed).runs, runs)
    })
  }

  test('sub-agents are told apart in each session', () => {
    const inner = { isSidechain: true }
    const lines = ['s', 't'].flatMap((sessionId) => [
      model(1, `${sessionId}1`, use('a'), { sessionId, uuid: `${sessionId}1` }),
      model(2, `${sessionId}2`, use('b'), { ...inner, sessionId, uuid: `${sessionId}2` }),
      user(3, [result('b')], { ...inner, sessionId, parentUuid: `${sessionId}2` }),
      user(4, [result('a')], { sessionId, parentUuid: `${sessionId}1` }),
    ])
    const runs = [[told('a')], [told('b')]]
    assert.deepEqual(outlineOf(lines).runs, [...runs, ...runs])
  })

  test('a session that goes on under another id is one run', () => {
    const lines = [
      user(0, 'Go.', { uuid: 'u1' }),
      model(1, 'm1', use('a'), { uuid: 'u2', parentUuid: 'u1' }),
      user(2, [result('a')], { uuid: 'u3', parentUuid: 'u2', sessionId: 't' }),
      model(3, 'm2', use('b'), { uuid: 'u4', parentUuid: 'u3', sessionId: 't' }),
    ]
    assert.equal(outlineOf(lines).runs.length, 1)
  })

  test('times are those of the lines, and tokens those of the last line of the message, cached ones and all', () => {
    const usage = (output_tokens: number) => ({
      usage: {
        input_tokens: 2,
        cache_creation_input_tokens: 30,
        cache_read_input_tokens: 400,
        output_tokens,
      },
    })
    const { runs } = readLog([
      user(0, 'Go.'),
      model(3, 'm1', text('So.'), usage(1)),
      model(4, 'm1', use('a'), usage(9)),
      user(7, [result('a')]),
      model(9, 'm2', use('b')),
    ])
    const [first, second] = runs[0]?.turns ?? []
    const ms = Date.parse(at(0))
    assert.deepEqual(
      { ...first, calls: first?.calls.map(({ startMs, endMs }) => [startMs, endMs]) },
      {
        calls: [[ms + 4_000, ms + 7_000]],
        heard: 'Go.',
        said: 'So.',
        sentMs: ms,
        messageMs: ms + 4_000,
        inputTokens: 432,
        outputTokens: 9,
      },
    )
    assert.deepEqual([second?.sentMs, second?.messageMs], [ms + 7_000, ms + 9_000])
  })
})
