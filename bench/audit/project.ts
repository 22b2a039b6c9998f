import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../../src/testing/random.ts'

/** Calls a session. */
const callsPerSession = 400

/** Writes the sessions of a project as Claude Code does, with results of a few kB, as they have them. */
export function writeProject(folder: string, calls: number): void {
  mkdirSync(folder, { recursive: true })
  for (let at = 0; at * callsPerSession < calls; at++) {
    const lines = sessionLines(at, Math.min(callsPerSession, calls - at * callsPerSession))
    writeFileSync(
      join(folder, `session-${at}.jsonl`),
      lines.map((line) => JSON.stringify(line)).join('\n'),
    )
  }
}

function sessionLines(seed: number, calls: number): readonly object[] {
  const random = seededRandom(seed + 1)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const lines: object[] = []
  let atMs = Date.UTC(2026, 0, 1) + seed * 86_400_000
  const push = (type: string, message: object): void => {
    atMs += 200 + Math.floor(2_000 * random())
    lines.push({
      parentUuid: `u${lines.length - 1}`,
      isSidechain: false,
      userType: 'external',
      cwd: '/srv/project',
      sessionId: `session-${seed}`,
      version: '2.1.157',
      gitBranch: 'main',
      type,
      message: { role: type, ...message },
      uuid: `u${lines.length}`,
      timestamp: new Date(atMs).toISOString(),
    })
  }
  const file = (): string => `src/${pick(folders)}/${pick(words)}-${Math.floor(60 * random())}.ts`
  const text = (length: number): string =>
    Array.from({ length: Math.floor(length / 8) }, () =>
      random() < 0.1 ? file() : pick(words),
    ).join(' ')
  push('user', { content: `Please look at ${file()} and make it shorter.` })
  for (let made = 0; made < calls;) {
    const id = `msg_${seed}_${lines.length}`
    const usage = {
      input_tokens: 3,
      cache_read_input_tokens: 20_000 + 90 * made,
      output_tokens: 200,
    }
    const batch = random() < 0.85 ? 1 : Math.min(3, calls - made)
    if (random() < 0.3)
      push('assistant', { id, usage, content: [{ type: 'text', text: text(200) }] })
    const ids: string[] = []
    for (let at = 0; at < batch; at++, made++) {
      const [name, input] = callOf(pick(tools), file, text)
      ids.push(`toolu_${seed}_${made}`)
      push('assistant', { id, usage, content: [{ type: 'tool_use', id: ids.at(-1), name, input }] })
    }
    for (const tool_use_id of ids)
      push('user', {
        content: [{ tool_use_id, type: 'tool_result', content: text(1_000 + 4_000 * random()) }],
      })
    if (random() < 0.02) push('user', { content: `Now ${file()}, please.` })
  }
  return lines
}

const folders = ['call', 'turn', 'keys', 'wire', 'plan', 'limit']
const words =
  'the of a result turn call key error value returns import export const type when each test one'.split(
    ' ',
  )
const tools = ['Read', 'Read', 'Grep', 'Edit', 'Bash', 'Glob'] as const

function callOf(
  tool: (typeof tools)[number],
  file: () => string,
  text: (length: number) => string,
): readonly [name: string, input: object] {
  switch (tool) {
    case 'Read':
      return [tool, { file_path: file(), offset: 1, limit: 200 }]
    case 'Grep':
      return [tool, { pattern: text(16), path: 'src', output_mode: 'content' }]
    case 'Glob':
      return [tool, { pattern: `src/**/${text(8)}*.ts` }]
    case 'Edit':
      return [tool, { file_path: file(), old_string: text(200), new_string: text(200) }]
    case 'Bash':
      return [tool, { command: `node --test ${file()}`, description: text(30) }]
  }
}
