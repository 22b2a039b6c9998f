import type { Contestant } from '../contest.ts'
import { prepareAnthropicRunner } from './shared/anthropic-runner.ts'

export const anthropicRunner: Contestant = {
  name: 'anthropic-runner',
  label: 'Anthropic SDK toolRunner',
  package: '@anthropic-ai/sdk',
  apis: ['anthropic'],
  lacks: ['cap', 'toolTimeoutMs', 'turnDeadlineMs', 'hedge'],
  prepare: async (request) => prepareAnthropicRunner(request, false),
}
