import { isStepCount, streamText } from 'ai'
import type { Contestant } from '../contest.ts'
import { aiSdkOptions } from './shared/ai-sdk.ts'

export const aiSdkStream: Contestant = {
  name: 'ai-sdk-stream',
  label: 'AI SDK streamText',
  package: 'ai',
  apis: ['anthropic', 'openai-chat', 'openai-responses'],
  lacks: ['whole', 'turnDeadlineMs', 'hedge'],
  async prepare(request) {
    const options = await aiSdkOptions(request)
    return async () => {
      let text = ''
      let ended = 'no finish'
      let results = 0
      const stopWhen = isStepCount(request.maxTurns)
      // An error is a part of the stream; without `onError` it would be printed besides.
      const { stream } = streamText({ ...options, stopWhen, onError: () => {} })
      for await (const part of stream) {
        if (part.type === 'text-delta') text += part.text
        else if (part.type === 'tool-result') results += 1
        else if (part.type === 'abort') ended = 'abort'
        else if (part.type === 'finish') ended = part.finishReason
        else if (part.type === 'error') throw part.error
      }
      return ended === 'stop' ? { text } : { text, ended, resultsInHand: results }
    }
  },
}
