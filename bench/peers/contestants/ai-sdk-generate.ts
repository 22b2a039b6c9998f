import { generateText, isStepCount } from 'ai'
import type { Contestant } from '../contest.ts'
import { aiSdkOptions } from './shared/ai-sdk.ts'

export const aiSdkGenerate: Contestant = {
  name: 'ai-sdk-generate',
  label: 'AI SDK generateText',
  package: 'ai',
  apis: ['anthropic', 'openai-chat', 'openai-responses'],
  lacks: ['stream', 'turnDeadlineMs', 'hedge'],
  async prepare(request) {
    const options = await aiSdkOptions(request)
    return async () => {
      const stopWhen = isStepCount(request.maxTurns)
      const { text, finishReason } = await generateText({ ...options, stopWhen })
      return finishReason === 'stop' ? { text } : { text, ended: finishReason }
    }
  },
}
