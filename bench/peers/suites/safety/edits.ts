import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchTool, Contestant } from '../../contest.ts'
import { withModelServer } from '../../server/client.ts'
import { toolPhaseMs } from '../shared/tool-phase.ts'

const edits = 40
/** Between reading a file and writing it back, in milliseconds: what an editor or a formatter takes. */
const thinkMs = 5

/** Replaces one line of a file: reads it, thinks, writes it back. */
const editFile: BenchTool = {
  name: 'edit_file',
  description: 'Replaces one line of a file.',
  inputSchema: {
    type: 'object',
    properties: { path: { type: 'string' }, line: { type: 'integer' }, text: { type: 'string' } },
    required: ['path', 'line', 'text'],
    additionalProperties: false,
  },
  writes: ({ path }) => [`file${String(path)}`],
  execute: async ({ path, line, text }) => {
    const lines = (await readFile(String(path), 'utf8')).split('\n')
    await sleep(thinkMs)
    lines[Number(line)] = String(text)
    await writeFile(String(path), lines.join('\n'))
    return `Line ${String(line)} of ${String(path)} is replaced.`
  },
}

export interface Edited {
  /** Edits that their tool reported as done and that no file holds. */
  readonly lost: number
  /** From the end of the response to the next request. */
  readonly ms: number
}

/** Forty edits in one turn, each of another line, spread evenly over the files. */
export async function edit(contestant: Contestant, files: number): Promise<Edited> {
  const folder = await mkdtemp(join(tmpdir(), 'fanfold-edits-'))
  try {
    const paths = Array.from({ length: files }, (_, file) => join(folder, `${file}.txt`))
    const blank = Array.from({ length: edits }, (_, line) => `old ${line}`).join('\n')
    await Promise.all(paths.map((path) => writeFile(path, blank)))
    const inputs = Array.from({ length: edits }, (_, line) => ({
      path: paths[line % files],
      line,
      text: `new ${line}`,
    }))
    const ms = await runOnce(contestant, inputs)
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
    const kept = texts.flatMap((text) => text.split('\n')).filter((line) => line.startsWith('new '))
    return { lost: edits - kept.length, ms }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function runOnce(contestant: Contestant, inputs: readonly object[]): Promise<number> {
  const script = [
    { calls: inputs.map((input) => ({ name: 'edit_file', input })) },
    { text: 'Edited.' },
  ]
  return withModelServer({ script }, async (server) => {
    const run = await contestant.prepare({
      api: contestant.apis[0] as NonNullable<(typeof contestant.apis)[0]>,
      url: server.url,
      tools: [editFile],
      prompt: 'Edit the lines.',
      maxTurns: 3,
      stream: contestant.lacks.includes('whole'),
    })
    await run()
    return toolPhaseMs(await server.requests())
  })
}
