import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { judgePairs } from '../../src/ledger/judge.ts'
import type { RecordedCall, RecordedRun } from '../../src/ledger/recorded.ts'
import { call, effects, lastPair, run } from './runs.ts'

type Case = readonly [what: string, run: RecordedRun, expected: string]

function check(cases: readonly Case[]): void {
  for (const [what, recorded, expected] of cases) {
    const { verdict, mergeable, why } = lastPair(recorded)
    assert.equal(`${verdict} ${mergeable}`, expected, `${what}: ${why}`)
  }
}

const order = '{"id":"W77123","user":"mia_li_3668","total":412.5,"on":"2024-05-20","city":"Lisbon"}'

describe('judging two turns', () => {
  it('finds what came from the earlier result, however it is written', () => {
    const after = (input: unknown, output: string = order): RecordedRun =>
      run('Look at my order.', call('get_order', {}, output), call('get_more', input))
    check([
      ['an id', after({ id: 'W77123' }), 'required no'],
      ['in other case', after({ id: 'w77123' }), 'required no'],
      ['a name of words', after({ user: 'mia_li_3668' }), 'required no'],
      ['a number', after({ amount: 412.5 }), 'required no'],
      ['a number as money', after({ amount: 412.5 }, 'It costs $412.50.'), 'required no'],
      ['a number with commas', after({ amount: 16005 }, 'It costs 16,005 in all.'), 'required no'],
      ['in a path', after({ path: '/orders/W77123/items' }), 'required no'],
      ['in a query', after({ sql: "select * from orders where id = 'W77123'" }), 'required no'],
      ['in JSON in a string', after({ body: '{"order":{"id":"W77123"}}' }), 'required no'],
      ['in a list', after({ ids: ['A1B2C3', 'W77123'] }), 'required no'],
      ['a day', after({ day: '2024-05-20' }), 'required no'],
      ['a day in words', after({ day: '2024-05-20' }, 'It comes on May 20th.'), 'required no'],
      [
        'a day in European words',
        after({ day: '2024-05-20' }, 'Es ist der 20. – 20 May'),
        'required no',
      ],
      ['a day in American digits', after({ day: '2024-05-20' }, 'On 5/20/2024.'), 'required no'],
      ['a name under a name', after({ file_name: 'quartz' }, 'There is quartz.'), 'required no'],
      [
        'escaped',
        after({ q: 'Zürich-Höngg-7a' }, '{"at":"Z\\u00fcrich-H\\u00f6ngg-7a"}'),
        'required no',
      ],
      ['without spaces', after({ name: '北京' }, '从北京到天津的火车'), 'required no'],
      ['a word of it', after({ q: 'weather in Lisbon tomorrow' }), 'mergeable maybe'],
    ])
  })

  it('takes the name of the tool inside a call for an argument', () => {
    const found = 'server_name: files\ntool_name: write_page'
    const execute = { server_name: 'files', tool_name: 'write_page', params: { text: 'x' } }
    check([
      [
        'a tool that was found',
        run(
          'Write it.',
          call('search_tools', { query: 'writing pages' }, found),
          call('execute', execute),
        ),
        'required no',
      ],
    ])
  })

  it('does not take for a result what was known before', () => {
    const next = call('get_order', { id: 'W77123' })
    const first = call('get_user', { id: 'mia_li_3668' }, order)
    check([
      ['said by people', run('I am mia_li_3668, about W77123.', first, next), 'mergeable yes'],
      [
        'in an older result',
        run('I am mia_li_3668.', call('get_list', {}, order), first, next),
        'mergeable yes',
      ],
      [
        'the model’s own words',
        run('I am mia_li_3668.', { calls: [first], said: 'I look at it and at W77123.' }, next),
        'mergeable yes',
      ],
      [
        'made up by the model, and echoed',
        run(
          'Try some.',
          call('get_user', { id: 'W77123' }, order),
          call('get_order', { id: 'W77123' }),
        ),
        'mergeable yes',
      ],
      [
        'told before the run',
        { ...run('I am mia_li_3668.', first, next), instructions: 'All is about W77123.' },
        'mergeable yes',
      ],
    ])
  })

  it('knows several things from one thing and its next step', () => {
    const get = (id: string): ReturnType<typeof call> =>
      call('get_order', { id }, `{"of":"${id}","n":[1,2,3],"is":"paid"}`)
    check([
      [
        'two orders',
        run('Compare A1B2C3 and D4E5F6.', get('A1B2C3'), get('D4E5F6')),
        'mergeable yes',
      ],
      ['the same again', run('Look at A1B2C3.', get('A1B2C3'), get('A1B2C3')), 'control maybe'],
      [
        'another page',
        run(
          'Read it.',
          call('get_page', { url: 'a.example/first' }),
          call('get_page', { url: 'a.example/first', start: 5000 }),
        ),
        'control maybe',
      ],
      [
        'a check, and then the step',
        run('Cancel A1B2C3.', get('A1B2C3'), call('cancel', { id: 'A1B2C3', key: 'order/A1B2C3' })),
        'conflict no',
      ],
      [
        'made-up paths one after the other',
        run(
          'Find it.',
          call('get_page', { url: 'a.example/first' }),
          call('get_page', { url: 'b.example/second' }),
        ),
        'mergeable maybe',
      ],
    ])
  })

  it('lets failures and empty results decide what comes next', () => {
    const next = call('get_address', { city: 'Lisbon' })
    for (const output of [
      'Error: payment method not found',
      '{"status":"error","message":"it is gone"}',
      "meta=None content=[TextContent(type='text', text='Tool call timed out.')] isError=True",
      '{"content":[{"type":"text","text":"File a.txt does not exist"}],"isError":false}',
      '[]',
      'No results found.',
    ])
      check([
        [
          output,
          run('In Lisbon.', call('get_map', { city: 'Lisbon' }, output), next),
          'control no',
        ],
      ])
    check([
      [
        'the failure of one of many',
        run(
          'See A1B2C3, D4E5F6.',
          call('get_x', { id: 'A1B2C3' }, 'Error: gone'),
          call('get_x', { id: 'D4E5F6' }),
        ),
        'control maybe',
      ],
    ])
  })

  it('does not take a file that speaks of errors for a failure', () => {
    const file = `{"name":"settings","about":"${'what is in it '.repeat(30)}","error":"red","count":0}`
    const cases = [
      file,
      '# On errors\nA function that fails returns an error.',
      '{"error":null,"rows":[1,2,3,4]}',
    ]
    for (const output of cases)
      check([
        [
          output,
          run(
            'Read A1B2C3 and D4E5F6.',
            call('get_file', { path: 'A1B2C3' }, output),
            call('get_file', { path: 'D4E5F6' }),
          ),
          'mergeable yes',
        ],
      ])
  })

  it('tells one search in other words from searches for several things', () => {
    const found = 'matched: one tool here, another tool there, and a third one of its kind'
    const search = (query: string): ReturnType<typeof call> =>
      call('search_tools', { query }, found)
    const heard = 'Write a report on bitcoin prices into a markdown file.'
    check([
      [
        'other words',
        run(heard, search('find bitcoin price data'), search('get bitcoin price data now')),
        'control no',
      ],
      [
        'two subjects',
        run(heard, search('bitcoin prices today'), search('save markdown file')),
        'mergeable yes',
      ],
      [
        'not in people’s words',
        run(heard, search('crypto quotes live'), search('disk writer tools')),
        'control maybe',
      ],
    ])
  })

  it('takes a look at a file that was just spoken of, a search, and another part of it, for steps that follow', () => {
    const heard = 'Compare src/lane.ts and src/node.ts.'
    const [lane, node] = ['src/lane.ts', 'src/node.ts']
    const get = (
      path: string,
      output = 'const size = 3',
      more: object = {},
    ): ReturnType<typeof call> => call('get_file', { path, ...more }, output)
    check([
      ['two files', run(heard, get(lane), get(node)), 'mergeable yes'],
      ['spoken of', run(heard, get(lane, 'see Node, in "./node"'), get(node)), 'control maybe'],
      [
        'spoken of in another spelling',
        run('src/the_node.ts src/lane.ts', get(lane, 'import the-node'), get('src/the_node.ts')),
        'control maybe',
      ],
      ['another part', run(heard, get(lane), get(lane, '', { from: '4711' })), 'control maybe'],
      [
        'a search that nobody asked for',
        run(heard, get(lane), call('get_lines', { pattern: 'sizes', path: node })),
        'control maybe',
      ],
      [
        'what people asked for',
        run(
          `${heard} Find foo.`,
          call('get_lines', { pattern: 'foo', path: lane }),
          call('get_lines', { pattern: 'foo', path: node }),
        ),
        'mergeable yes',
      ],
      ['no file of its own', run(heard, get(lane), call('get_state', {})), 'control maybe'],
    ])
  })

  it('asks the effects', () => {
    const set = (key: string | undefined): ReturnType<typeof call> =>
      call('set', { key, to: 'A1B2C3' })
    const heard = 'Set user/1 and user/2 to A1B2C3, and see account/2.'
    check([
      ['writes of one thing', run(heard, set('user/1'), set('user/1')), 'conflict no'],
      ['writes of two things', run(heard, set('user/1'), set('user/2')), 'mergeable yes'],
      ['of anything', run(heard, set(undefined), set('user/2')), 'conflict no'],
      [
        'what was written is read',
        run(heard, set('user/1'), call('get', { key: 'user' })),
        'conflict no',
      ],
      [
        'another is read',
        run(heard, set('user/1'), call('get', { key: 'account/2' })),
        'mergeable yes',
      ],
      [
        'writes that say nothing',
        run(heard, call('set', { key: 'user/1' }, 'null'), call('set', { key: 'user/2' })),
        'mergeable yes',
      ],
      [
        'nobody knows',
        run(heard, call('do_it', { to: 'user/1' }), call('do_it', { to: 'user/2' })),
        'mergeable maybe',
      ],
    ])
  })

  it('lets people part turns, and notes join them', () => {
    const get = (id: string): ReturnType<typeof call> => call('get_order', { id }, order)
    const thought =
      'Both orders have to be looked at before the customer is told what they cost together.'
    const note = call('do_think', { thought }, '')
    check([
      [
        'people spoke',
        run('A1B2C3, D4E5F6', get('A1B2C3'), { calls: [get('D4E5F6')], heard: 'Yes.' }),
        'control no',
      ],
      ['a note on a result', run('A1B2C3', get('A1B2C3'), note), 'control no'],
      ['what follows a note', run('A1B2C3', note, get('A1B2C3')), 'mergeable yes'],
    ])
  })

  it('says at most maybe where the result was cut, or is not known', () => {
    const heard = 'See the paper.'
    const cut = `{"papers":[${'"a paper", '.repeat(60)}`
    const next = call('get_paper', { paper: 'Quartz clocks' })
    check([
      ['cut', run(heard, call('get_papers', { year: 'any' }, cut), next), 'mergeable maybe'],
      [
        'cut, as the call says',
        run(heard, { calls: [{ ...call('get_papers', {}), isCut: true }] }, next),
        'mergeable maybe',
      ],
      [
        'without a result',
        run(
          'A1B2C3, D4E5F6',
          { calls: [{ id: '1', name: 'get_x', input: { id: 'A1B2C3' } }] },
          call('get_x', { id: 'D4E5F6' }),
        ),
        'mergeable maybe',
      ],
    ])
  })

  it('compares all calls of two messages, and the worst counts', () => {
    const get = (id: string): ReturnType<typeof call> => call('get_order', { id }, order)
    check([
      [
        'one of them depends',
        run(
          'A1B2C3, D4E5F6',
          { calls: [get('A1B2C3')] },
          { calls: [get('D4E5F6'), get('W77123')] },
        ),
        'required no',
      ],
    ])
  })

  it('gives each turn with the next, by what was known before both, and nothing for a run of one', () => {
    const get = (id: string): ReturnType<typeof call> => call('get_order', { id }, order)
    const pairs = judgePairs(
      run('A1B2C3, D4E5F6', get('A1B2C3'), get('D4E5F6'), get('W77123')),
      effects,
    )
    assert.deepEqual(
      pairs.map(({ turns, mergeable }) => [turns, mergeable]),
      [
        [[0, 1], 'yes'],
        [[1, 2], 'yes'],
      ],
    )
    assert.deepEqual(judgePairs(run('Hi.', get('A1B2C3')), effects), [])
    assert.deepEqual(judgePairs({ name: '', turns: [] }, effects), [])
  })

  it('proves nothing by what a log does not hold', () => {
    const unknown = (name: string): RecordedCall => call(name, undefined)
    check([
      ['no inputs', run('Go.', unknown('get_a'), unknown('get_b')), 'mergeable maybe'],
      ['no later input', run('Go.', call('get_a', {}), unknown('get_b')), 'mergeable maybe'],
      ['no earlier input', run('Go.', unknown('get_a'), call('get_b', {})), 'mergeable maybe'],
      ['inputs that are empty', run('Go.', call('get_a', {}), call('get_b', {})), 'mergeable yes'],
    ])
  })
})
