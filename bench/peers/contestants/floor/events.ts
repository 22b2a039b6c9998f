import { createParser } from 'eventsource-parser'

/** The JSON of a response's server-sent events, one by one. */
export async function* events(response: Response): AsyncGenerator<unknown> {
  const ready: string[] = []
  const parser = createParser({ onEvent: ({ data }) => void ready.push(data) })
  const decoder = new TextDecoder()
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    for (const data of ready.splice(0)) if (data !== '[DONE]') yield JSON.parse(data)
  }
}
