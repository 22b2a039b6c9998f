// What nobody can do for less: a loop of fetch, JSON.parse and Promise.all, with no care for anything that goes wrong.
import type { Api, BenchTool, Contestant } from '../contest.ts'
import { anthropicDialect } from './floor/anthropic.ts'
import type { Dialect, FloorCall, FloorReply } from './floor/dialect.ts'
import { events } from './floor/events.ts'
import { geminiDialect } from './floor/gemini.ts'
import { openaiChatDialect } from './floor/openai-chat.ts'
import { openaiResponsesDialect } from './floor/openai-responses.ts'
import { asText } from './shared/as-text.ts'

const dialects: Readonly<Record<Api, Dialect>> = {
  anthropic: anthropicDialect,
  'openai-chat': openaiChatDialect,
  'openai-responses': openaiResponsesDialect,
  gemini: geminiDialect,
}

type Start = (call: FloorCall) => Promise<string>

async function readStream(
  dialect: Dialect,
  response: Response,
  start: Start,
): Promise<readonly [FloorReply, readonly Promise<string>[]]> {
  const started: Promise<string>[] = []
  const collector = dialect.collect((call) => void started.push(start(call)))
  for await (const event of events(response)) collector.push(event)
  return [collector.end(), started]
}

function starter(tools: readonly BenchTool[], signal: AbortSignal | undefined): Start {
  const byName = new Map(tools.map((tool) => [tool.name, tool]))
  const given = { signal }
  return async ({ name, input }) =>
    asText(await (byName.get(name) as BenchTool).execute(input, given))
}

export const floor: Contestant = {
  name: 'floor',
  label: 'floor (fetch, Promise.all)',
  package: undefined,
  apis: ['anthropic', 'openai-chat', 'openai-responses', 'gemini'],
  lacks: ['cap', 'toolTimeoutMs', 'turnDeadlineMs', 'hedge'],
  async prepare({ api, url, fetch = globalThis.fetch, tools, prompt, stream, signal, maxTurns }) {
    const dialect = dialects[api]
    const headers = { 'content-type': 'application/json', ...dialect.headers }
    const start = starter(tools, signal)
    return async () => {
      const messages: unknown[] = [dialect.user(prompt)]
      for (let turn = 0; turn < maxTurns; turn += 1) {
        const body = { ...dialect.params(tools, stream), [dialect.messages]: messages }
        const response = await fetch(url + dialect.path(stream), {
          method: 'POST',
          headers,
          body: JSON.stringify(body),
          ...(signal && { signal }),
        })
        if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
        const [reply, started] = stream
          ? await readStream(dialect, response, start)
          : ([dialect.read(await response.json()), undefined] as const)
        if (reply.calls.length === 0) return { text: reply.text }
        const texts = await Promise.all(started ?? reply.calls.map(start))
        messages.push(...reply.items, ...dialect.results(reply.calls, texts))
      }
      throw new Error(`No answer after ${maxTurns} turns.`)
    }
  },
}
