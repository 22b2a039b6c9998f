import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One message of the model's: its calls, each with its result, and what a person said before it. */
interface Message {
  readonly heard?: string
  readonly said?: string
  readonly calls: readonly (readonly [name: string, input: object, output: string])[]
}

const files = ['lane', 'node', 'index'].map((name) => `src/keys/${name}.ts`)
const read = (path: string) =>
  ['Read', { file_path: path }, 'export const size = 3\nexport const name = "a table"'] as const

/** A session in which three files were read one by one. */
const session: readonly Message[] = [
  { heard: `Compare ${files.join(', ')}, then tidy the second.`, calls: [read(files[0] ?? '')] },
  { calls: [read(files[1] ?? '')] },
  { calls: [read(files[2] ?? '')] },
  {
    said: 'The second has an unused constant.',
    calls: [
      ['Edit', { file_path: files[1], old_string: 'size = 3', new_string: 'size = 4' }, 'Done.'],
    ],
  },
  { calls: [['Bash', { command: 'npm test' }, '12 passing in 3.1 s']] },
]

/** One in which nothing could have been sooner. */
const careful: readonly Message[] = [
  {
    heard: 'Who wrote the oldest page?',
    calls: [['Glob', { pattern: 'docs/*.md' }, 'docs/aurora-9931.md']],
  },
  { calls: [['Read', { file_path: 'docs/aurora-9931.md' }, 'Written by ana.lopez@example.com.']] },
]

/** Writes a project as Claude Code keeps it: two sessions. */
export function writeSessions(folder: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'keys.jsonl'), jsonLines(sessionLines(session)))
  writeFileSync(join(folder, 'pages.jsonl'), jsonLines(sessionLines(careful)))
}

export function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}

/** The lines of a session, each a second after the one before. */
export function sessionLines(messages: readonly Message[] = session): readonly object[] {
  const lines: object[] = []
  const push = (type: string, message: object): void => {
    lines.push({
      parentUuid: null,
      isSidechain: false,
      type,
      message: { role: type, ...message },
      uuid: `line-${lines.length}`,
      timestamp: new Date(Date.UTC(2026, 8, 1, 9, 0, 4 * lines.length)).toISOString(),
      sessionId: 'a',
      version: '2.1.157',
    })
  }
  messages.forEach(({ heard, said, calls }, at) => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 20_000 + 1_000 * at,
      output_tokens: 90,
    }
    if (heard !== undefined) push('user', { content: heard })
    if (said !== undefined)
      push('assistant', { id: `m${at}`, usage, content: [{ type: 'text', text: said }] })
    calls.forEach(([name, input], place) =>
      push('assistant', {
        id: `m${at}`,
        usage,
        content: [{ type: 'tool_use', id: `c${at}.${place}`, name, input }],
      }),
    )
    calls.forEach(([, , content], place) =>
      push('user', { content: [{ type: 'tool_result', tool_use_id: `c${at}.${place}`, content }] }),
    )
  })
  return lines
}
