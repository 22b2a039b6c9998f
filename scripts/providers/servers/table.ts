import type { Reading } from '../../../src/wire/codec.ts'
import { clouds } from './clouds.ts'
import { gateways } from './gateways.ts'
import { hosts } from './hosts.ts'
import { labs } from './labs.ts'
import { local } from './local.ts'
import { goesBack, readCase } from './read-case.ts'
import { responses } from './responses.ts'
import type { ServerCase } from './server-case.ts'

export const serverCases: readonly ServerCase[] = [
  ...clouds,
  ...labs,
  ...hosts,
  ...gateways,
  ...responses,
  ...local,
]

/**
 * A table of what servers send that only resemble a provider, and what becomes of it: a row a case.
 *
 * @throws {Error} if a case is not so.
 */
export async function serversTable(cases: readonly ServerCase[] = serverCases): Promise<string> {
  const rows: (readonly string[])[] = []
  for (const one of cases) rows.push(rowOf(one, await readCase(one)))
  const lines = [['Server', 'Sends', 'Read as', 'Goes back'], ['---', '---', '---', '---'], ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function rowOf(one: ServerCase, { calls, stop }: Reading<unknown>): readonly string[] {
  const read = stop.kind === 'calls' ? counted(calls.length) : kinds[stop.kind]
  const why = one.because === undefined ? '' : `: “${one.because.replaceAll('"', '')}”`
  return [one.server, `[${one.sends}](${one.source})`, `${read}${why}`, backOf(one)]
}

const kinds = {
  answer: 'an answer',
  length: 'cut off',
  refusal: 'refused',
  lost: 'calls lost, with a warning',
  broken: 'broken off',
  paused: 'paused',
}

function counted(calls: number): string {
  return `${calls} ${calls === 1 ? 'call' : 'calls'}`
}

function backOf(one: ServerCase): string {
  if (!goesBack(one)) return '–'
  if (one.refused !== undefined) return 'as it came, which OpenAI itself would refuse'
  return one.differs ?? 'as it came'
}
