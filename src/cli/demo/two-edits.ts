import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ToolCall } from '../../call/call.ts'
import { tool } from '../../call/tool.ts'
import { createEngine } from '../../turn/engine.ts'
import { fileKey } from '../../util/file-key.ts'
import type { View } from '../progress/view.ts'
import { fields } from './fields.ts'
import { simulateLatency } from './simulate-latency.ts'

/** What became of the edits of one message. */
export interface Edited {
  readonly runner: 'Promise.all' | 'Fanfold'
  readonly wallMs: number
  /** What is in the file that two calls edited. */
  readonly file: Readonly<Record<string, unknown>>
  /** The keys whose edits are not in it, though both calls said that they were done. */
  readonly lost: readonly string[]
}

interface Edit {
  readonly file: string
  readonly key: string
  readonly value: number
}

/** What an edit takes between reading the file and writing it: a formatter, a linter. */
export const editMs = 500

const before = { retries: 1, timeout: 10 }
export const edits: readonly Edit[] = [
  { key: 'retries', value: 3, file: 'config.json' },
  { key: 'timeout', value: 30, file: 'config.json' },
  { key: 'retries', value: 5, file: 'limits.json' },
]
const [{ file: shared }] = edits as [Edit]

/** Three edits of one message, two of them of the same file, on a real disk, as most agents run them. */
export function editByPromiseAll(speed: number): Promise<Edited> {
  return inFolder('Promise.all', async (folder) => {
    const { signal } = new AbortController()
    await Promise.all(edits.map((edit) => applyEdit(folder, edit, speed, signal)))
  })
}

/** The same by an engine, to whom the tool says which file it writes. */
export function editByEngine(speed: number, view: View): Promise<Edited> {
  return inFolder('Fanfold', async (folder) => {
    const editFile = tool({
      name: 'edit_file',
      description: 'Set a key of a JSON file.',
      inputSchema: fields({ file: 'string', key: 'string', value: 'integer' }),
      writes: ({ file }) => fileKey(join(folder, file)),
      execute: (edit, { signal }) => applyEdit(folder, edit, speed, signal),
    })
    const engine = createEngine({ tools: [editFile] })
    const calls = edits.map((input, n): ToolCall => ({
      id: `edit_${n + 1}`,
      name: editFile.name,
      input,
    }))
    try {
      await engine.execute(calls, { onEvent: (event) => view.event(event) })
    } finally {
      view.end()
    }
  })
}

async function inFolder(
  runner: Edited['runner'],
  run: (folder: string) => Promise<void>,
): Promise<Edited> {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-demo-'))
  try {
    for (const { file } of edits) writeFileSync(join(folder, file), JSON.stringify(before))
    const startedMs = performance.now()
    await run(folder)
    const wallMs = Math.round((performance.now() - startedMs) * 10) / 10
    const file = read(join(folder, shared))
    const lost = edits.filter((edit) => edit.file === shared && file[edit.key] !== edit.value)
    return { runner, wallMs, file, lost: lost.map(({ key }) => key) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Reads, takes a while, writes: as edits do. */
async function applyEdit(
  folder: string,
  { file, key, value }: Edit,
  speed: number,
  signal: AbortSignal,
): Promise<string> {
  const path = join(folder, file)
  const text = await simulateLatency(editMs / speed, signal, () => ({
    ...read(path),
    [key]: value,
  }))
  writeFileSync(path, JSON.stringify(text))
  return `Set ${key} of ${file} to ${value}.`
}

function read(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
}
