import type { FrameworkDriver } from '../src/conformance.ts'
import { agentsDriver } from './openai-agents.ts'

export const driver: FrameworkDriver = agentsDriver(false, false)
