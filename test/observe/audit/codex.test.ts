import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { outlineOf, readLog, type Log } from './outline.ts'

const at = (ms: number) => new Date(Date.UTC(2026, 2, 21, 10, 6) + ms).toISOString()
const line = (ms: number, type: string, payload: object) => ({ timestamp: at(ms), type, payload })
const item = (ms: number, payload: object) => line(ms, 'response_item', payload)
const event = (ms: number, payload: object) => line(ms, 'event_msg', payload)
const call = (call_id: string, command = call_id) => ({
  type: 'function_call',
  name: 'exec_command',
  arguments: JSON.stringify({ cmd: command }),
  call_id,
})
const output = (call_id: string, text = `of ${call_id}`) => ({
  type: 'function_call_output',
  call_id,
  output: text,
})
const words = (role: string, text: string) => ({
  type: 'message',
  role,
  content: [{ type: role === 'assistant' ? 'output_text' : 'input_text', text }],
})
const reasoning = { type: 'reasoning', summary: [], content: null, encrypted_content: '…' }
const tokens = (total: number, input: number) => ({
  type: 'token_count',
  info: {
    total_token_usage: { input_tokens: total, total_tokens: total },
    last_token_usage: { input_tokens: input, cached_input_tokens: input - 1, output_tokens: 7 },
  },
})
const meta = (id: string) =>
  line(0, 'session_meta', { id, cwd: '/w', base_instructions: { text: 'You are Codex.' } })

const table: Readonly<Record<string, readonly [Log, readonly (readonly string[])[]]>> = {
  'the calls before a result are one turn; people are heard once, and not what Codex adds': [
    [
      meta('01'),
      item(1, words('developer', 'Permissions.')),
      item(1, words('user', '<environment_context>\n<cwd>/w</cwd>\n</environment_context>')),
      item(1, words('user', '# AGENTS.md instructions for /w\n\n<INSTRUCTIONS>x</INSTRUCTIONS>')),
      line(1, 'turn_context', { turn_id: '02', model: 'gpt-5' }),
      item(1, words('user', 'Go on.')),
      event(1, { type: 'user_message', message: 'Go on.' }),
      item(500, reasoning),
      event(600, { type: 'agent_message', message: 'I look.' }),
      item(600, words('assistant', 'I look.')),
      item(600, call('a')),
      item(605, call('b')),
      event(610, tokens(10, 10)),
      item(620, output('b')),
      item(621, output('a')),
      item(1_500, reasoning),
      item(1_600, call('c')),
      event(1_605, tokens(30, 20)),
      event(1_606, tokens(30, 20)),
      item(1_700, output('c')),
      item(1_800, words('assistant', 'Done.')),
      item(9_000, words('user', 'Go on.')),
      item(9_900, call('d')),
    ],
    [
      [
        '<Go on.> (I look.) exec_command {"cmd":"a"}=of a exec_command {"cmd":"b"}=of b',
        'exec_command {"cmd":"c"}=of c',
        '<Go on.> (Done.) exec_command {"cmd":"d"}',
      ],
    ],
  ],
  'calls of each kind; what the provider searched for itself is none': [
    [
      item(1, {
        type: 'local_shell_call',
        call_id: 'a',
        action: { type: 'exec', command: ['ls'] },
      }),
      item(1, { type: 'custom_tool_call', call_id: 'b', name: 'apply_patch', input: '*** Begin' }),
      item(1, { type: 'web_search_call', action: { type: 'search', query: 'x' } }),
      item(2, output('a', JSON.stringify({ output: 'no', metadata: { exit_code: 1 } }))),
      item(2, { type: 'custom_tool_call_output', call_id: 'b', output: 'Exit code: 0\nDone' }),
      item(3, call('c')),
      item(4, { ...output('c'), output: { content: 'refused', success: false } }),
      item(5, call('d')),
      item(6, output('d', 'Chunk ID: 1\nProcess exited with code 2\nOutput:')),
    ],
    [
      [
        'local_shell {"type":"exec","command":["ls"]}={"output":"no","metadata":{"exit_code":1}}! apply_patch *** Begin=Exit code: 0\nDone',
        'exec_command {"cmd":"c"}=refused!',
        'exec_command {"cmd":"d"}=Chunk ID: 1\nProcess exited with code 2\nOutput:!',
      ],
    ],
  ],
  'in older files each call of a message has its result behind it, all written at once after the count':
    [
      [
        meta('01'),
        event(100, tokens(10, 10)),
        item(101, call('a')),
        item(101, output('a')),
        item(102, call('b')),
        item(102, output('b')),
        event(900, tokens(30, 20)),
        item(901, call('c')),
        item(901, output('c')),
      ],
      [
        [
          'exec_command {"cmd":"a"}=of a exec_command {"cmd":"b"}=of b',
          'exec_command {"cmd":"c"}=of c',
        ],
      ],
    ],
  'without counts, results written at once do not join what is not one message': [
    [item(1, call('a')), item(1, output('a')), item(1, call('b')), item(1, output('b'))],
    [['exec_command {"cmd":"a"}=of a', 'exec_command {"cmd":"b"}=of b']],
  ],
  'items without an envelope, after the header of that time': [
    [
      { id: '01', timestamp: at(0), instructions: 'You are Codex.', git: {} },
      { record_type: 'state' },
      words('user', 'Hi.'),
      call('a'),
      output('a'),
      { record_type: 'state' },
      call('b'),
    ],
    [['<Hi.> exec_command {"cmd":"a"}=of a', 'exec_command {"cmd":"b"}']],
  ],
  'one object with its items, as the first versions wrote it': [
    JSON.stringify(
      { session: { id: '01' }, items: [words('user', 'Hi.'), call('a'), output('a')] },
      undefined,
      2,
    ),
    [['<Hi.> exec_command {"cmd":"a"}=of a']],
  ],
  'what a fork repeats of its parent is left to the parent': [
    [
      meta('0200'),
      meta('0100'),
      line(1, 'turn_context', { turn_id: '0101' }),
      item(1, call('a')),
      item(1, output('a')),
      event(2, { type: 'task_started', turn_id: '0201' }),
      item(3, words('user', 'Review it.')),
      item(4, call('b')),
    ],
    [['<Review it.> exec_command {"cmd":"b"}']],
  ],
}

suite('Codex rollouts', () => {
  for (const [what, [log, runs]] of Object.entries(table))
    test(what, () => {
      assert.deepEqual(outlineOf(log), { format: 'Codex rollouts', runs })
    })

  test('a count is of the message before it, and in older files of the one after', () => {
    const after = [item(100, call('a')), event(110, tokens(10, 10)), item(120, output('a'))]
    const before = [event(100, tokens(10, 10)), item(101, call('a')), item(101, output('a'))]
    for (const log of [
      [...after, item(900, call('b')), event(910, tokens(30, 20))],
      [...before, event(900, tokens(30, 20)), item(901, call('b')), item(901, output('b'))],
    ]) {
      const turns = readLog([meta('01'), ...log]).runs[0]?.turns ?? []
      assert.deepEqual(
        turns.map(({ inputTokens, outputTokens }) => [inputTokens, outputTokens]),
        [
          [10, 7],
          [20, 7],
        ],
      )
    }
  })

  test('the instructions are those of the session', () => {
    const [run] = readLog([meta('01'), item(1, words('developer', 'Ask first.'))]).runs
    assert.equal(run?.instructions, 'You are Codex.\nAsk first.')
  })
})
