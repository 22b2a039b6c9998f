import type { Contestant } from '../contest.ts'
import { prepareAnthropicRunner } from './shared/anthropic-runner.ts'

export const anthropicRunnerEarly: Contestant = {
  name: 'anthropic-runner-early',
  label: 'Anthropic SDK toolRunner, runToolsEagerly',
  package: '@anthropic-ai/sdk',
  apis: ['anthropic'],
  lacks: ['whole', 'cap', 'toolTimeoutMs', 'turnDeadlineMs', 'hedge'],
  prepare: async (request) => prepareAnthropicRunner(request, true),
}
