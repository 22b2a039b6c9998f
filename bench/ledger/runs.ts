import { join } from 'node:path'
import type { RecordedCall, RecordedRun, RecordedTurn } from '../../src/ledger/recorded.ts'
import { dataFolder, readJsonLines } from '../shared-data.ts'

interface Event {
  readonly user?: string
  readonly assistant?: string
  readonly call?: string
  readonly arguments?: string
  readonly result?: string
}

interface LiveMcpRun {
  readonly question: string
  readonly turns: readonly (readonly { name: string; arguments?: string; result?: string }[])[]
}

/** The sets whose pairs of turns were labelled, by the names of their files. */
export const readers: Readonly<Record<string, (line: unknown, name: string) => RecordedRun>> = {
  'tau/gpt-4o-airline.jsonl': fromEvents,
  'livemcp/sonnet-4.jsonl': fromTurns,
}

export function fieldFile(file: string): string {
  return join(dataFolder, 'field', file)
}

export function runsOf(file: string): RecordedRun[] {
  const read = readers[file]
  if (read === undefined) throw new Error(`Expected a set that is known, got ${file}.`)
  return readJsonLines(fieldFile(file)).map((line, at) => read(line, `${file}#${at}`))
}

/** Conversations in which each message of the model's holds one call, or words. */
function fromEvents(line: unknown, name: string): RecordedRun {
  const turns: RecordedTurn[] = []
  let [heard, said]: [string[], string[]] = [[], []]
  for (const event of (line as { events: readonly Event[] }).events) {
    if (event.user !== undefined) heard.push(event.user)
    if (event.assistant !== undefined) said.push(event.assistant)
    if (event.call === undefined) continue
    turns.push({
      calls: [callOf(event.call, event.arguments, event.result, turns.length)],
      ...(heard.length > 0 && { heard: heard.join('\n') }),
      ...(said.length > 0 && { said: said.join('\n') }),
    })
    ;[heard, said] = [[], []]
  }
  return { name, turns }
}

/** Tasks on MCP servers: a question, and messages of calls. */
function fromTurns(line: unknown, name: string): RecordedRun {
  const { question, turns } = line as LiveMcpRun
  return {
    name,
    turns: turns
      .filter((calls) => calls.length > 0)
      .map((calls, turn) => ({
        calls: calls.map((call, at) =>
          callOf(call.name, call.arguments, call.result, turn * 100 + at),
        ),
        ...(turn === 0 && { heard: question }),
      })),
  }
}

function callOf(name: string, text = '{}', output: string | undefined, id: number): RecordedCall {
  return { id: String(id), name, input: inputOf(text), output }
}

function inputOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
