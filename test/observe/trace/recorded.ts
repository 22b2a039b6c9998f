import type { TestContext } from 'node:test'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { ToolError } from '../../../src/call/errors/error.ts'
import type { Journal } from '../../../src/journal/journal.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { sleep, systemClock } from '../../../src/util/clock.ts'
import { formatLab, formats } from '../../agent/formats.ts'

const pathOf = (input: unknown): string => (input as { readonly path: string }).path

/** An agent whose one run reads, writes twice to one file, retries and fails, then answers. */
export async function variedAgent(context: TestContext, journal?: Journal) {
  let tries = 0
  const tools = [
    tool({
      name: 'read_file',
      reads: pathOf,
      execute: (input) => sleep(systemClock, 5).then(() => `text of ${pathOf(input)}`),
    }),
    tool({
      name: 'edit_file',
      writes: pathOf,
      execute: () => sleep(systemClock, 10).then(() => 'edited'),
    }),
    tool({
      name: 'flaky',
      reads: [],
      retries: 1,
      execute: () => {
        tries += 1
        if (tries === 1) throw new ToolError('Busy.', { retryable: true })
        return { big: 12n, tries }
      },
    }),
    tool({
      name: 'broken',
      reads: [],
      execute: () => {
        throw new Error('no such table', { cause: new TypeError('password=hunter2-hunter2') })
      },
    }),
  ] as unknown as AnyTool[]
  const script = [
    {
      text: 'I look.',
      calls: [
        { name: 'edit_file', input: { path: 'a.txt' } },
        { name: 'edit_file', input: { path: 'a.txt' } },
        { name: 'read_file', input: { path: 'b.txt' } },
        { name: 'flaky', input: {} },
        { name: 'broken', input: {} },
      ],
    },
    { text: 'Done.' },
  ]
  const engine = createEngine({ tools, ...(journal && { journal }) })
  const format = formats.find(({ name }) => name === 'anthropic') ?? formats[0]
  if (format === undefined) throw new Error('Expected a format.')
  const { agent } = await formatLab(context, format, script, engine)
  return { agent, engine, tools }
}
