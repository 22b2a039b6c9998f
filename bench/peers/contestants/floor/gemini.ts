import { apiKey, modelName } from '../shared/model.ts'
import type { Dialect, FloorCall, FloorReply } from './dialect.ts'

interface Part {
  text?: string
  functionCall?: { name: string; args?: Record<string, unknown>; id?: string }
}

interface Body {
  candidates?: { content?: { parts?: Part[] } }[]
}

function partsOf(body: unknown): readonly Part[] {
  const parts = (body as Body).candidates?.[0]?.content?.parts ?? []
  // A stream may end with one, and a request must have none.
  return parts.filter(({ text }) => text !== '')
}

function toCall({ functionCall }: Part): readonly FloorCall[] {
  if (functionCall === undefined) return []
  const { id = '', name, args = {} } = functionCall
  return [{ id, name, input: args }]
}

function reply(parts: readonly Part[]): FloorReply {
  const text = parts.map(({ text = '' }) => text).join('')
  return { items: [{ role: 'model', parts }], calls: parts.flatMap(toCall), text }
}

export const geminiDialect: Dialect = {
  path: (stream) =>
    `/v1beta/models/${modelName}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  headers: { 'x-goog-api-key': apiKey },
  messages: 'contents',
  user: (prompt) => ({ role: 'user', parts: [{ text: prompt }] }),
  params: (tools) => ({
    tools: [
      {
        functionDeclarations: tools.map(({ name, description, inputSchema }) => ({
          name,
          description,
          parametersJsonSchema: inputSchema,
        })),
      },
    ],
  }),
  read: (body) => reply(partsOf(body)),
  collect(onCall) {
    const all: Part[] = []
    return {
      push(body) {
        const parts = partsOf(body)
        all.push(...parts)
        // Here a call comes whole.
        for (const call of parts.flatMap(toCall)) onCall(call)
      },
      end: () => reply(all),
    }
  },
  results: (calls, texts) => [
    {
      role: 'user',
      parts: calls.map(({ id, name }, index) => ({
        functionResponse: { ...(id !== '' && { id }), name, response: { output: texts[index] } },
      })),
    },
  ],
}
