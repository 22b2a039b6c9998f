import { figure, number, ratio, rough, worstRatio, type Column, type Table } from './column.ts'
import { runColumns } from './sections/run-columns.ts'

const apis = {
  anthropic: 'Anthropic',
  'openai-chat': 'OpenAI Chat',
  'openai-responses': 'OpenAI Responses',
  gemini: 'Gemini',
}
const apiNames = Object.keys(apis)

function perApi(suffix: string, digits: number): readonly Column[] {
  return [
    ...Object.entries(apis).map(([api, heading]) =>
      figure(`${heading}, ms`, `${api}${suffix}`, digits),
    ),
    worstRatio(
      'of the floor',
      apiNames.map((api) => `${api}${suffix}`),
      2,
    ),
  ]
}

const sizes = [1, 10, 100, 1_000, 10_000]

/** The tables of each suite; one that is not here gets a column for each figure. */
export const tables: Readonly<Record<string, readonly Table[]>> = {
  lookup: [{ columns: perApi('', 0) }],
  eager: [
    { caption: 'Equal tools; the least is 3,000 ms:', columns: perApi('.equal', 0) },
    {
      caption: 'Falling tools; the least is 2,400 ms, or 4,000 ms without an early start:',
      columns: perApi('.falling', 0),
    },
  ],
  run: [
    { caption: 'Turns of one to ten calls:', columns: runColumns('mixed') },
    { caption: 'Turns of three calls:', columns: runColumns('threes') },
    { caption: 'Turns of ten calls:', columns: runColumns('tens') },
  ],
  overhead: [
    {
      caption: 'Microseconds a call, by the number of calls in the turn:',
      columns: [
        ...sizes.map((size) => rough(number(size), `us.${size}`)),
        ratio('of the floor, at 1,000', 'us.1000'),
        ratio('at 10,000', 'us.10000'),
        rough('with a key a call: 1,000', 'keyed.1000'),
        rough('10,000', 'keyed.10000'),
        figure('memory, MB', 'peakMb'),
      ],
    },
    {
      caption: 'The same, of the quickest round:',
      columns: [
        ...sizes.map((size) => rough(number(size), `least.${size}`)),
        ratio('of the floor, at 1,000', 'least.1000'),
      ],
    },
  ],
  concurrency: [
    {
      columns: [
        figure('200 calls, no cap, ms', 'free.ms'),
        figure('most at once', 'free.widest'),
        ratio('of the floor', 'free.ms'),
        figure('200 calls, cap of 8, ms', 'capped.ms'),
        figure('most at once', 'capped.widest'),
        figure('a turn of 3, alone, ms', 'small.alone'),
        figure('beside one of 800, ms', 'small.beside'),
        figure('the 800, ms', 'large.ms'),
        figure('most at once, of both', 'two.widest'),
      ],
    },
  ],
  tail: [
    {
      columns: [
        figure('median, ms', 'plain.p50'),
        figure('p99, ms', 'plain.p99'),
        figure('hedged: median, ms', 'hedged.p50'),
        figure('hedged: p99, ms', 'hedged.p99'),
        figure('hedged: attempts a call', 'hedged.attempts', 3),
        figure('runs', 'plain.runs'),
      ],
    },
  ],
  safety: [
    {
      columns: [
        figure('40 edits of one file: lost', 'edits.lost'),
        figure('ms', 'edits.ms'),
        figure('40 edits of 40 files: lost', 'fortyFiles.lost'),
        figure('ms', 'fortyFiles.ms'),
        figure('turns whose order matters', 'orders.turns'),
        figure('broken', 'orders.broken'),
        figure('speed-up over one by one', 'orders.speedup', 2),
        figure('the best there is', 'orders.bestSpeedup', 2),
      ],
    },
  ],
  footprint: [
    {
      columns: [
        figure('import, ms', 'alone.importMs'),
        figure('size, MB', 'alone.megabytes', 1),
        figure('packages', 'alone.packages'),
        figure('with a provider: import, ms', 'provider.importMs'),
        figure('size, MB', 'provider.megabytes', 1),
        figure('packages', 'provider.packages'),
      ],
    },
  ],
}
