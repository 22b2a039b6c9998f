import type { ZodObject } from 'zod'
import type { Contestant } from '../contest.ts'

/** Google's Agent Development Kit. Its one model provider is Gemini, and it runs a turn's calls one by one. */
export const googleAdk: Contestant = {
  name: 'google-adk',
  label: 'Google ADK',
  package: '@google/adk',
  apis: ['gemini'],
  lacks: ['cap', 'toolTimeoutMs', 'turnDeadlineMs', 'hedge'],
  async prepare(request) {
    process.env['GOOGLE_GEMINI_BASE_URL'] = request.url
    const { FunctionTool, Gemini, InMemoryRunner, LlmAgent, LogLevel, setLogLevel, StreamingMode } =
      await import('@google/adk')
    const { fromJSONSchema } = await import('zod')
    setLogLevel(LogLevel.ERROR)
    const runner = new InMemoryRunner({
      appName: 'bench',
      agent: new LlmAgent({
        name: 'bench',
        model: new Gemini({ model: 'gemini-scripted', apiKey: 'none' }),
        tools: request.tools.map(
          (given) =>
            new FunctionTool({
              name: given.name,
              description: given.description,
              parameters: fromJSONSchema(given.inputSchema as never) as ZodObject,
              execute: (input, context) =>
                given.execute(input as Record<string, unknown>, { signal: context?.abortSignal }),
            }),
        ),
      }),
    })
    const runConfig = {
      maxLlmCalls: request.maxTurns,
      streamingMode: request.stream ? StreamingMode.SSE : StreamingMode.NONE,
    }
    const userId = 'bench'
    return withGlobalFetch(request.fetch, async () => {
      const session = await runner.sessionService.createSession({ appName: 'bench', userId })
      let text = ''
      let finished = 0
      const events = runner.runAsync({
        userId,
        sessionId: session.id,
        newMessage: { role: 'user', parts: [{ text: request.prompt }] },
        runConfig,
        ...(request.signal && { abortSignal: request.signal }),
      })
      for await (const event of events) {
        if (event.errorCode !== undefined) throw new Error(event.errorMessage ?? event.errorCode)
        const parts = event.content?.parts ?? []
        finished += parts.filter((part) => part.functionResponse !== undefined).length
        const words = parts.map((part) => part.text ?? '').join('')
        if (words !== '' && event.partial !== true) text = words
      }
      if (request.signal?.aborted !== true) return { text }
      return { text, ended: 'aborted', resultsInHand: finished }
    })
  },
}

/** The provider's client takes no `fetch`, so that the global one is another while runs go on. */
function withGlobalFetch<Result>(
  fetch: typeof globalThis.fetch | undefined,
  run: () => Promise<Result>,
): () => Promise<Result> {
  if (fetch === undefined) return run
  let running = 0
  let usual = globalThis.fetch
  return async () => {
    if (running === 0) usual = globalThis.fetch
    running += 1
    globalThis.fetch = fetch
    try {
      return await run()
    } finally {
      running -= 1
      if (running === 0) globalThis.fetch = usual
    }
  }
}
